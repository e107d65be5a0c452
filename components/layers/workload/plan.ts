import { OutboundPolicy } from "../../intent/args";
import type { Intent } from "../../intent/intent";
import { kubernetesResource } from "../../resources/planned";
import { servedBy } from "../istio-api";
import { metadataOf } from "../metadata";
import type { LayerPlan } from "../plan";

export type WorkloadIntent = Pick<Intent, "mesh" | "namespaces">;

/**
 * Undeclared hosts are refused by the workload's own sidecar. A help, not a wall: a workload can go around its sidecar,
 * and then it meets the network and the firewall. In-cluster visibility stays as it is (all namespaces).
 */
export function planWorkloads(name: string, { mesh, namespaces }: WorkloadIntent): LayerPlan {
    const resources = namespaces.map((namespace) =>
        kubernetesResource(`sidecar-${namespace.name}`, {
            apiVersion: "networking.istio.io/v1",
            kind: "Sidecar",
            metadata: metadataOf(name, `asm-egress-${name}`, namespace.name),
            spec: {
                egress: [{ hosts: ["*/*"] }],
                outboundTrafficPolicy: {
                    mode: namespace.outbound === OutboundPolicy.AllowAny ? "ALLOW_ANY" : "REGISTRY_ONLY",
                },
            },
        }),
    );
    return { resources: servedBy(mesh, resources), findings: [] };
}
