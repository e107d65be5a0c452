import type { GatewayIntent } from "../intent/intent";

/** Where ASM keeps its gateways, and where their Pods run. */
export const MESH_NAMESPACE = "istio-system";

/** The perimeter's own namespace on the ASM API server: objects that only the gateway reads. */
export const EGRESS_NAMESPACE = "istio-egress";

const GATEWAY_KEY = "asm-egress/gateway";

/** Label and taint of the nodes that are made for the gateway alone. */
export function gatewayNodeMark(gateway: Pick<GatewayIntent, "name">): { key: string; value: string } {
    return { key: GATEWAY_KEY, value: gateway.name };
}

/**
 * Both effects: nobody else is scheduled there, and whoever was there before the taint has to go.
 */
export const GATEWAY_TAINT_EFFECTS = ["NoSchedule", "NoExecute"] as const;

/**
 * The one label that everything selects the gateway's Pods by. The labels that ASM generates are not documented, so the
 * perimeter has its own.
 */
export function gatewayLabels(gateway: Pick<GatewayIntent, "name">): Record<string, string> {
    return { [GATEWAY_KEY]: gateway.name };
}
