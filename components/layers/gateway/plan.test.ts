import { describe, expect, it } from "vitest";
import { EniKind, type Gateway, Placement, SecurityGroupKind, TlsMode } from "../../intent/args";
import { intentOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { inputsOf } from "../../testing/planned";
import { validateUpstreamPodSpec } from "../../testing/upstream-schemas";
import { planGateway, planPlacement } from "./plan";

const intent = intentOf();
const { gateway } = perimeterArgs();
const nodePool = { instanceTypes: ["ecs.g7.large"] };

describe("the placement of the gateway", () => {
    const spec = inputsOf(planPlacement("prod", intent), "pod-networking").spec as Record<string, unknown>;

    it("gives the gateway's Pods its own vSwitches and security group", () => {
        expect(spec).toMatchObject({
            vSwitchOptions: [
                { of: "vswitches", output: "cn-hangzhou-h" },
                { of: "vswitches", output: "cn-hangzhou-i" },
            ],
            securityGroupIDs: [{ of: "securityGroup", output: "id" }],
            allocationType: { type: "Elastic" },
            eniOptions: { eniType: "Trunk" },
        });
    });

    it("gives them to nobody else: label and namespace must both match", () => {
        expect(spec.selector).toEqual({
            podSelector: { matchLabels: { "asm-egress/gateway": "egress-prod" } },
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "istio-system" } },
        });
    });

    it("is waited for until Terway calls it Ready", () => {
        expect(JSON.stringify(inputsOf(planPlacement("prod", intent), "pod-networking").metadata)).toContain(
            "jsonpath={.status.status}=Ready",
        );
    });

    it("takes whole ENIs where that is written", () => {
        const exclusive = intentOf({ gateway: { ...gateway, eni: EniKind.Exclusive } });
        expect(inputsOf(planPlacement("prod", exclusive), "pod-networking").spec).toMatchObject({
            eniOptions: { eniType: "ENI" },
        });
    });
});

describe("the placement of a gateway on the host network", () => {
    it("is no PodNetworking: Terway would pass its Pods by, so the component is refused", () => {
        const onNodes = { ...gateway, placement: Placement.HostNetwork, nodePool };
        expect(planPlacement("prod", intentOf({ gateway: onNodes })).findings).toMatchObject([
            { code: "pod-networking-with-host-network", severity: "error", path: "gateway.placement" },
        ]);
        expect(planPlacement("prod", intent).findings).toEqual([]);
    });
});

describe("the gateway", () => {
    const spec = inputsOf(planGateway("prod", intent), "gateway").spec as Record<string, unknown>;

    it("lives in istio-system, where alone it can fetch its configuration", () => {
        expect(inputsOf(planGateway("prod", intent), "gateway").metadata).toMatchObject({
            name: "egress-prod",
            namespace: "istio-system",
        });
    });

    it("has a port for every listener, and one where nothing may be called", () => {
        const ports = (tls: object) => {
            const externalServices = [{ name: "s", hosts: ["api.example.com"], clients: [{ namespace: "shop" }], tls }];
            return (inputsOf(planGateway("prod", intentOf({ externalServices })), "gateway").spec as { ports: object })
                .ports;
        };
        const requests = { name: "https-egress", port: 8443, targetPort: 8443, protocol: "HTTPS" };
        expect(ports({})).toEqual([requests]);
        expect(ports({ mode: TlsMode.Passthrough })).toEqual([
            requests,
            { name: "tcp-egress-8444", port: 8444, targetPort: 8444, protocol: "TCP" },
        ]);
    });

    it("carries the label that makes callers use mutual TLS, and its own", () => {
        expect(spec.podLabels).toEqual({ "security.istio.io/tlsMode": "istio", "asm-egress/gateway": "egress-prod" });
    });

    it("has no privilege and no privileged port", () => {
        expect(spec).toMatchObject({ runAsRoot: false });
        for (const { port } of spec.ports as { port: number }[]) {
            expect(port).toBeGreaterThanOrEqual(1024);
        }
    });

    it("never has two Pods on one node", () => {
        expect(JSON.stringify(spec.affinity)).toContain(
            '"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"kubernetes.io/hostname"',
        );
    });

    it("restarts when its range changes, because running Pods keep their addresses", () => {
        const moved = intentOf({ gateway: { subnets: [{ zoneId: "cn-hangzhou-h", cidrBlock: "10.0.65.0/28" }] } });
        expect(inputsOf(planGateway("prod", moved), "gateway").spec).not.toMatchObject({
            podAnnotations: spec.podAnnotations as object,
        });
    });
});

describe("a gateway with nodes of its own", () => {
    const specOf = (change: Partial<Gateway>) =>
        inputsOf(planGateway("prod", intentOf({ gateway: { ...gateway, ...change } })), "gateway").spec as Record<
            string,
            unknown
        >;
    const shared = specOf({});
    const onNodes = specOf({ placement: Placement.HostNetwork, nodePool });
    const beside = specOf({ nodePool: { ...nodePool, vswitchIds: ["vsw-node"] } });

    it.each([
        ["the host network", onNodes],
        ["dedicated ENIs", beside],
    ])("runs there and nowhere else, with %s", (_, { tolerations, affinity }) => {
        const taint = { key: "asm-egress/gateway", operator: "Equal", value: "egress-prod" };
        expect(tolerations).toEqual([
            { ...taint, effect: "NoSchedule" },
            { ...taint, effect: "NoExecute" },
        ]);
        expect(affinity).toMatchObject({
            nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                    nodeSelectorTerms: [
                        {
                            matchExpressions: [{ key: "asm-egress/gateway", operator: "In", values: ["egress-prod"] }],
                        },
                    ],
                },
            },
        });
    });

    it.each([
        ["the host network", onNodes],
        ["dedicated ENIs", beside],
    ])("never has two Pods on one node, with %s", (_, { affinity }) => {
        expect(affinity).toMatchObject(shared.affinity as object);
    });

    it("asks the cluster's DNS on the host network too", () => {
        expect(onNodes).toMatchObject({ hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" });
    });

    it("is on the host network only where that is written", () => {
        for (const spec of [shared, beside]) {
            expect(spec).not.toHaveProperty("hostNetwork");
            expect(spec).not.toHaveProperty("dnsPolicy");
        }
    });

    it("changes nothing on a node: no sysctls, no privilege, no privileged port", () => {
        expect(onNodes).not.toHaveProperty("kernel");
        expect(onNodes).toMatchObject({ runAsRoot: false });
        expect((onNodes.ports as { port: number }[]).every(({ port }) => port >= 1024)).toBe(true);
    });

    it("lets the scheduler see which ports of a node are taken", () => {
        expect(onNodes).not.toHaveProperty("disableContainerPortExposed");
    });

    it("tolerates nobody else's taint where it has no nodes of its own", () => {
        expect(shared).not.toHaveProperty("tolerations");
        expect(shared.affinity).not.toHaveProperty("nodeAffinity");
    });

    it("is scheduled in words that Kubernetes knows", () => {
        for (const { affinity, tolerations, hostNetwork, dnsPolicy } of [shared, beside, onNodes]) {
            expect(() => validateUpstreamPodSpec({ affinity, tolerations, hostNetwork, dnsPolicy })).not.toThrow();
        }
        expect(() => validateUpstreamPodSpec({ tolerations: [{ operator: 7 }] })).toThrow();
    });

    it("restarts when its security group becomes another, because running Pods keep theirs", () => {
        const { podAnnotations } = specOf({ securityGroup: SecurityGroupKind.Normal });
        expect(podAnnotations).not.toEqual(shared.podAnnotations);
    });
});
