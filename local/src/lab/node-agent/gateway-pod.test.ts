import { expect, it } from "vitest";
import { gatewayPods } from "./gateway-pod";

function podsOf(spec?: object) {
    const metadata = { name: "egress", namespace: "istio-system" };
    return gatewayPods({ apiVersion: "istio.alibabacloud.com/v1beta1", kind: "IstioGateway", metadata, spec } as never);
}
const portsOf = (spec: object) =>
    podsOf(spec).flatMap((pod) =>
        (pod.spec as { containers: { ports: object[] }[] }).containers.map(({ ports }) => ports),
    );

it("a gateway that names no number has one Pod, called and labelled as ASM does", () => {
    expect(podsOf()).toHaveLength(1);
    expect(podsOf()[0]).toMatchObject({
        metadata: {
            name: "istio-egress-0",
            namespace: "istio-system",
            labels: { app: "istio-egress", istio: "egress" },
        },
        spec: { serviceAccountName: "istio-egress", hostNetwork: false },
    });
});

it("each replica has a name of its own", () => {
    expect(podsOf({ replicaCount: 3 }).map(({ metadata }) => metadata.name)).toEqual([
        "istio-egress-0",
        "istio-egress-1",
        "istio-egress-2",
    ]);
});

it("a gateway of no replicas has no Pods", () => {
    expect(podsOf({ replicaCount: 0 })).toEqual([]);
});

it("where the gateway may run and what it is called reaches its Pods", () => {
    const placement = {
        tolerations: [{ key: "egress", operator: "Exists" }],
        affinity: { nodeAffinity: {} },
        nodeSelector: { pool: "egress" },
        dnsPolicy: "Default",
    };
    const [pod] = podsOf({ ...placement, podLabels: { egress: "eg" }, podAnnotations: { note: "a" } });
    expect(pod).toMatchObject({ metadata: { labels: { egress: "eg" }, annotations: { note: "a" } }, spec: placement });
});

it("what the gateway leaves out is left out of its Pods: an empty selector would be another wish", () => {
    for (const field of ["tolerations", "affinity", "nodeSelector", "dnsPolicy"]) {
        expect(podsOf({})[0]?.spec).not.toHaveProperty(field);
    }
});

it("ports are those behind the Service, each once", () => {
    const ports = [{ port: 80, targetPort: 8080 }, { port: 8080 }, { port: 443, targetPort: "8443" }];
    expect(portsOf({ ports })).toEqual([[{ containerPort: 8080 }, { containerPort: 8443 }]]);
});

it("only on the host network a port takes the node's", () => {
    const ports = [{ port: 443 }];
    expect(portsOf({ ports, hostNetwork: true })).toEqual([[{ containerPort: 443, hostPort: 443 }]]);
    expect(portsOf({ ports })).toEqual([[{ containerPort: 443 }]]);
});
