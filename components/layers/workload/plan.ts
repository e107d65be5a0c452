import { OutboundPolicy, PolicyEngine } from "../../intent/args";
import type { Intent } from "../../intent/intent";
import { kubernetesResource } from "../../resources/planned";
import { servedBy } from "../istio-api";
import { metadataOf } from "../metadata";
import type { LayerPlan } from "../plan";

export type WorkloadIntent = Pick<Intent, "mesh" | "namespaces" | "externalServices">;

/**
 * Undeclared hosts are refused by the workload's own sidecar. A help, not a wall: a workload can go around its sidecar,
 * and then it meets the network and the firewall. In-cluster visibility stays as it is (all namespaces).
 */
export function planWorkloads(name: string, intent: WorkloadIntent): LayerPlan {
    const taken = namespacesOfController(intent);
    const resources = intent.namespaces
        .filter((namespace) => !taken.has(namespace.name))
        .map((namespace) =>
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
    return { resources: servedBy(intent.mesh, resources), findings: [] };
}

/**
 * Where ASM's controller writes Sidecars itself: in the namespaces that an ASMEgressTrafficPolicy names. Which of two Sidecars
 * without selector a namespace goes by is undefined. What is undeclared is refused there by the mesh, which that engine
 * requires, and where nobody may call anything by ours as ever.
 */
function namespacesOfController({ mesh, externalServices }: WorkloadIntent): ReadonlySet<string> {
    const callers = externalServices.flatMap(({ clients }) => clients.map(({ namespace }) => namespace));
    return new Set(mesh.engine === PolicyEngine.AsmTrafficPolicy ? callers : []);
}
