import { Placement } from "./intent/args";
import type { Finding } from "./intent/finding";
import { isError } from "./intent/finding";
import type { Intent } from "./intent/intent";
import { ALL_SECTIONS, parseIntent } from "./intent/parse-intent";
import { planAuthorizers } from "./layers/access/authorizers/plan";
import { planAccess } from "./layers/access/plan";
import { planFirewall } from "./layers/firewall/plan";
import { planGateway, planPlacement } from "./layers/gateway/plan";
import { planGuard } from "./layers/guard/plan";
import { planRoutes } from "./layers/mesh/plan";
import { planExit } from "./layers/network/exit/plan";
import { planNatGateway } from "./layers/network/nat-gateway/plan";
import { planNetwork } from "./layers/network/plan";
import { planNodePool } from "./layers/nodepool/plan";
import type { LayerPlan } from "./layers/plan";
import { planTelemetry } from "./layers/telemetry/plan";
import { planNetworkPolicies } from "./layers/workload/network-policy/plan";
import { planWorkloads } from "./layers/workload/plan";

/** A whole perimeter as plain data: what the user wrote, understood, and what each layer makes of it. */
export interface PerimeterPlan {
    readonly intent: Intent | undefined;
    /** Plans by the name of the component that makes them; empty where the intent has errors. */
    readonly layers: Readonly<Record<string, LayerPlan>>;
    /** Everything there is to say, from the args and from every layer, before anything is registered. */
    readonly findings: readonly Finding[];
}

/** Plans every layer without Pulumi. The same validation for the stack config, for code and for tools. */
export function planPerimeter(name: string, args: unknown): PerimeterPlan {
    const { intent, findings } = parseIntent(name, args, ALL_SECTIONS);
    if (intent === undefined) {
        return { intent, layers: {}, findings };
    }
    const layers: Record<string, LayerPlan> = {
        nat: planNatGateway(name, intent),
        firewall: planFirewall(name, intent),
        network: planNetwork(name, intent),
        ...(intent.authorizers.length > 0 && { authorizers: planAuthorizers(name, intent) }),
        access: planAccess(name, intent),
        telemetry: planTelemetry(name, intent),
        ...planPlaced(name, intent),
        gateway: planGateway(name, intent),
        routes: planRoutes(name, intent),
        exit: planExit(name, intent),
        fence: planWorkloads(name, intent),
        "network-policy": planNetworkPolicies(name, intent),
        guard: planGuard(name, intent),
    };
    const all = [...findings, ...Object.values(layers).flatMap((layer) => layer.findings)];
    return { intent: all.some(isError) ? undefined : intent, layers, findings: all };
}

/** What gives the gateway its range: Pods' own addresses, nodes of its own, or both. */
function planPlaced(name: string, intent: Intent): Record<string, LayerPlan> {
    const { nodePool, placement } = intent.gateway;
    return {
        ...(nodePool && { "node-pool": planNodePool(name, intent) }),
        ...(placement === Placement.DedicatedEni && { placement: planPlacement(name, intent) }),
    };
}
