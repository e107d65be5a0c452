import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findingsOf, intentOf } from "../testing/intent";
import { perimeterArgs } from "../testing/perimeter-args";
import { EniKind, Placement, PortProtocol, SecurityGroupKind } from "./args";
import { ALL_SECTIONS, parseIntent } from "./parse-intent";

const base = perimeterArgs();

function service(change: object) {
    return [{ name: "stripe", hosts: ["api.stripe.com"], clients: [{ namespace: "billing" }], ...change }];
}

describe("a sound perimeter", () => {
    it("has no findings", () => {
        expect(findingsOf(base)).toEqual([]);
    });

    it("gets safe defaults", () => {
        const intent = intentOf();
        expect(intent.gateway).toMatchObject({
            name: "egress-prod",
            replicas: 2,
            placement: Placement.DedicatedEni,
            eni: EniKind.Trunk,
            securityGroup: SecurityGroupKind.Enterprise,
        });
        expect(intent.gateway.nodePool).toBeUndefined();
        expect(intent.internet.made).toMatchObject({ publicAddresses: 2, protectAddresses: true });
        expect(intent.firewall).toMatchObject({ fenceCluster: true, settleSeconds: 180 });
        expect(intent.namespaces.map(({ outbound }) => outbound)).toEqual(["RegistryOnly", "RegistryOnly"]);
        expect(intent.namespaces.map(({ networkPolicy }) => networkPolicy)).toEqual([true, true]);
        expect(intent.externalServices[0]?.ports[0]).toMatchObject({ number: 443, workloadPort: 80 });
        expect(intent.mesh.trustDomain).toBe("cluster.local");
        expect(intent.telemetry).toEqual({ accessLog: {}, metrics: true });
    });

    it("asks DNS where the cluster is, unless it is told where", () => {
        expect(intentOf().cluster.dnsCidrs.map(String)).toEqual(["10.0.0.0/20", "10.0.128.0/17", "172.16.0.0/16"]);
        const cluster = { ...base.cluster, dnsAddresses: ["172.16.0.10"] };
        expect(intentOf({ cluster }).cluster.dnsCidrs.map(String)).toEqual(["172.16.0.10/32"]);
    });

    it("may have ids and the kubeconfig as Outputs", () => {
        const output = { __pulumiOutput: true };
        const args = {
            ...base,
            cluster: { ...base.cluster, id: output, vpcId: output },
            mesh: { ...base.mesh, id: output, kubeconfig: output },
        };
        expect(findingsOf(args)).toEqual([]);
    });

    it("is the same intent in whatever order the lists are written", () => {
        const expected = JSON.stringify(intentOf());
        const { externalServices, namespaces, gateway } = base;
        fc.assert(
            fc.property(
                fc.shuffledSubarray(externalServices, { minLength: externalServices.length }),
                fc.shuffledSubarray(namespaces, { minLength: namespaces.length }),
                fc.shuffledSubarray(gateway.subnets, { minLength: gateway.subnets.length }),
                (services, spaces, subnets) => {
                    const shuffled = intentOf({
                        externalServices: services.map((one) => ({ ...one, hosts: [...(one.hosts ?? [])].reverse() })),
                        namespaces: spaces,
                        gateway: { ...gateway, subnets },
                    });
                    expect(JSON.stringify(shuffled)).toBe(expected);
                },
            ),
        );
    });
});

describe("the shape of the args", () => {
    it.each<[string, unknown, string[]]>([
        ["is refused when it is no set of properties", [], ["wrong-type "]],
        ["is refused when nothing is there", undefined, ["wrong-type "]],
        ["has no unknown section", { ...base, externalService: [] }, ["unknown-property externalService"]],
        [
            "has no unknown property in a section",
            { ...base, gateway: { ...base.gateway, replica: 3 } },
            ["unknown-property gateway.replica"],
        ],
        [
            "has no unknown property in a list",
            { ...base, externalServices: service({ host: "x" }) },
            ["unknown-property externalServices[0].host"],
        ],
        [
            "has every required property",
            { ...base, cluster: { ...base.cluster, vpcId: undefined } },
            ["missing-property cluster.vpcId"],
        ],
        ["has every required section", { ...base, firewall: undefined }, ["missing-property firewall"]],
        [
            "has the right types",
            { ...base, cluster: { ...base.cluster, nodeCidrs: "10.0.0.0/20" } },
            ["wrong-type cluster.nodeCidrs"],
        ],
        [
            "has only members of closed sets",
            { ...base, namespaces: [{ name: "billing", outbound: "Anything" }] },
            ["not-in-the-set namespaces[0].outbound"],
        ],
        [
            "has whole numbers within bounds",
            { ...base, gateway: { ...base.gateway, replicas: 0 } },
            ["out-of-bounds gateway.replicas"],
        ],
        [
            "has percentages up to a hundred",
            { ...base, telemetry: { tracing: { samplingPercentage: 101, podPort: 9411 } } },
            ["out-of-bounds telemetry.tracing.samplingPercentage"],
        ],
        ["has at least one fenced namespace", { ...base, namespaces: [] }, ["out-of-bounds namespaces"]],
        [
            "has at most as many addresses a service as a ServiceEntry takes",
            {
                ...base,
                externalServices: service({
                    ports: [{ number: 5432, protocol: PortProtocol.Tcp }],
                    addresses: Array.from({ length: 257 }, (_, n) => `203.0.${n % 2}.${Math.floor(n / 2)}`),
                }),
            },
            ["out-of-bounds externalServices[0].addresses"],
        ],
        [
            "has at most sixteen ports a service",
            {
                ...base,
                externalServices: service({ ports: Array.from({ length: 17 }, (_, n) => ({ number: n + 1 })) }),
            },
            ["out-of-bounds externalServices[0].ports"],
        ],
    ])("%s", (_, args, expected) => {
        expect(findingsOf(args).filter((line) => !line.startsWith("client-not-fenced"))).toEqual(expected);
    });

    it("has no Output where the value decides what exists, and says so", () => {
        // Asked for any property, a real one answers with another Output.
        const output = { __pulumiOutput: true, length: { __pulumiOutput: true } };
        const args = { ...base, externalServices: service({ hosts: [output] }) };
        expect(findingsOf(args)).toEqual(["output-in-plain-position externalServices[0].hosts[0]"]);
    });

    it("suggests the property that was meant", () => {
        const { findings } = parseIntent("prod", { ...base, namespace: [] }, ALL_SECTIONS);
        expect(findings[0]?.fix).toBe('did you mean "namespaces"?');
    });

    it("never shows a kubeconfig", () => {
        const args = { ...base, mesh: { ...base.mesh, kubeconfig: 7, token: "hunter2" } };
        const { findings } = parseIntent("prod", args, ALL_SECTIONS);
        expect(JSON.stringify(findings)).not.toContain("hunter2");
    });
});

describe("every finding comes at once", () => {
    it("from the shape of one section and the meaning of the others", () => {
        const args = {
            ...base,
            cluster: { ...base.cluster, nodeCidrs: ["10.0.0.1/20"] },
            gateway: { ...base.gateway, replicas: "two" },
            firewall: { cidrBlock: "10.0.32.0/28" },
            externalServices: [
                { name: "Stripe", hosts: ["*.com", "https://x.example"], clients: [{ namespace: "nobody" }] },
            ],
        };
        expect(findingsOf(args)).toEqual([
            "cidr-host-bits cluster.nodeCidrs[0]",
            "client-not-fenced externalServices[0].clients[0].namespace",
            "host-is-a-url externalServices[0].hosts[1]",
            "name-not-a-dns-label externalServices[0].name",
            "ranges-overlap firewall.cidrBlock",
            "wildcard-public-suffix externalServices[0].hosts[0]",
            "wrong-type gateway.replicas",
        ]);
    });

    it("never throws, whatever is written", () => {
        fc.assert(
            fc.property(fc.jsonValue(), fc.constantFrom(...ALL_SECTIONS), (value, section) => {
                expect(() => findingsOf({ ...base, [section]: value })).not.toThrow();
                expect(() => findingsOf(value)).not.toThrow();
            }),
        );
    });
});
