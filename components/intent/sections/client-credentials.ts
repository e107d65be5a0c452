import { type ExternalService, Route, TlsMode } from "../args";
import { ClientIdentity } from "../client";
import type { FindingCollector, Located } from "../finding-collector";
import type { ClientCredential } from "../intent";
import { dnsLabel } from "../kubernetes-name";

/** Certificates of single clients: all of them have one, or none; nobody is left to whatever comes first. */
export function readClientCredentials(
    path: string,
    service: ExternalService,
    findings: FindingCollector,
): Located<ClientCredential>[] {
    const { clients } = service;
    if (clients.every(({ credential }) => credential === undefined)) {
        return [];
    }
    return clients.flatMap(({ namespace, serviceAccount, credential }, index) => {
        const at = `${path}.clients[${index}].credential`;
        if (credential === undefined) {
            findings.error(
                "client-without-credential",
                at,
                undefined,
                "a credential at every client, as others of this external service have one",
                "write it, or give this client an external service of its own",
            );
            return [];
        }
        credentialIsUsed(at, credential, service, findings);
        const secret = findings.take(at, credential, dnsLabel(credential));
        // What is wrong with the client itself is found where clients are read.
        const client = ClientIdentity.parse(namespace, serviceAccount);
        return secret === undefined || !client.ok
            ? []
            : [{ path: at, value: { client: client.value, credential: secret } }];
    });
}

function credentialIsUsed(at: string, credential: string, service: ExternalService, findings: FindingCollector): void {
    const { tls, route } = service;
    if (tls?.mode !== TlsMode.MutualOriginate) {
        findings.error(
            "credential-without-mutual-mode",
            at,
            credential,
            `the mode ${TlsMode.MutualOriginate}: without it no client certificate is shown`,
            `write \`tls: { mode: ${TlsMode.MutualOriginate} }\`, or leave \`credential\` out`,
        );
    }
    if (tls?.credential !== undefined) {
        findings.error(
            "credential-twice",
            at,
            credential,
            "either `tls.credential` for all clients, or one at each of them",
            "leave one of the two out",
        );
    }
    if (route === Route.Sidecar) {
        findings.error(
            "credential-outside-the-gateway",
            at,
            credential,
            "the route Gateway: by the route Sidecar every workload would hold the key",
            "leave `route` out",
        );
    }
}
