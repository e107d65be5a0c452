import { PolicyEngine, Route } from "../../intent/args";
import type { Intent } from "../../intent/intent";
import { kubernetesResource, type PlannedResource } from "../../resources/planned";
import { EGRESS_NAMESPACE, MESH_NAMESPACE } from "../gateway-identity";
import { servedBy } from "../istio-api";
import { metadataOf } from "../metadata";
import type { LayerPlan } from "../plan";
import { planAddresses } from "./addresses";
import { planTrafficPolicy } from "./asm-traffic-policy/policy";
import { planCallers, planOuterNames } from "./callers";
import { planGatewayRoute } from "./gateway-route";
import { gatewayGroups, hostGroups } from "./host-groups";
import { planListener } from "./listener";
import { planOriginations } from "./originate";
import { outsideRoles, planOutside } from "./outside";
import { planSidecarRoute } from "./sidecar-route";

/** Role of the namespace; what lies in it comes after it. */
const NAMESPACE = "namespace";

export type MeshLayerIntent = Pick<Intent, "mesh" | "gateway" | "externalServices">;

/** The way of every host, many of them on one mutual-TLS port, as the engine writes it. */
export function planRoutes(name: string, intent: MeshLayerIntent): LayerPlan {
    const { mesh, externalServices } = intent;
    const namespace = kubernetesResource(NAMESPACE, {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: metadataOf(name, EGRESS_NAMESPACE),
    });
    const { resources, findings } =
        mesh.engine === PolicyEngine.AsmTrafficPolicy
            ? planTrafficPolicy(name, intent, gatewayGroups(externalServices))
            : planIstioObjects(name, intent);
    const inNamespace = mesh.givenEgressNamespace ? resources.map(inGivenNamespace) : [namespace, ...resources];
    return { resources: servedBy(mesh, inNamespace), findings };
}

/** Another perimeter has made the namespace: nothing here can wait for it. */
function inGivenNamespace(resource: PlannedResource): PlannedResource {
    return { ...resource, after: resource.after.filter((role) => role !== NAMESPACE) };
}

/**
 * A host has two views: callers see a ServiceEntry whose endpoints are the gateway's Pods and nothing outside; the gateway
 * sees the real host. So no single missing object lets a caller around the gateway.
 *
 * A host grows two objects, its VirtualService and its DestinationRule; one that is called both by requests and by bytes
 * grows three, and so does one more host or address of bytes. The other ServiceEntries are shared.
 */
function planIstioObjects(name: string, { mesh, gateway, externalServices }: MeshLayerIntent): LayerPlan {
    const groups = gatewayGroups(externalServices);
    const straight = hostGroups(externalServices).filter(({ route }) => route === Route.Sidecar);
    const outside = outsideRoles(groups);
    const resources = [
        planListener(name, gateway, groups),
        ...groups.flatMap((group) => {
            if (group.isAddress) {
                return [];
            }
            const ends = group.legs.map(({ knownAs: number, manner }) => ({ number, manner }));
            return planOriginations(name, group, ends, [MESH_NAMESPACE]);
        }),
        ...planOutside(name, groups),
        ...planAddresses(name, groups),
        ...groups.flatMap((group) =>
            group.hosts.map((host) => planGatewayRoute(name, host, group, gateway, mesh, outside.get(group.key) ?? [])),
        ),
        ...groups.flatMap((group) => planOuterNames(name, group)),
        ...groups.map((group) => planCallers(name, group, gateway)),
        ...straight.flatMap((group) => planSidecarRoute(name, group)),
    ];
    return { resources, findings: [] };
}
