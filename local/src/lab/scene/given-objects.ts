import type { LabAuthority } from "../certificates/lab-authority";
import type { Scenario } from "../scenario/scenario";

/** What somebody else has put into the cluster before a perimeter comes: certificates and the scenario's own objects. */
export async function givenObjects(scenario: Scenario, authority: LabAuthority): Promise<object[]> {
    const certificates: object[] = [];
    for (const { name, namespace, kind, commonName } of scenario.secrets) {
        const entries: Record<string, string> = { "ca.crt": authority.caPem };
        if (commonName !== undefined) {
            const { certPem, keyPem } = await authority.issue({ names: [commonName], client: true });
            Object.assign(entries, { "tls.crt": certPem, "tls.key": keyPem });
        }
        certificates.push({
            apiVersion: "v1",
            kind,
            metadata: { name, namespace },
            ...(kind === "Secret" ? { stringData: entries } : { data: entries }),
        });
    }
    return [...certificates, ...scenario.objects];
}
