import type { GatewayIntent } from "../intent/intent";

/** Where ASM keeps its gateways, and where their Pods run. */
export const MESH_NAMESPACE = "istio-system";

/** The perimeter's own namespace on the ASM API server: objects that only the gateway reads. */
export const EGRESS_NAMESPACE = "istio-egress";

/**
 * The one label that everything selects the gateway's Pods by. The labels that ASM generates are not documented, so the
 * perimeter has its own.
 */
export function gatewayLabels(gateway: Pick<GatewayIntent, "name">): Record<string, string> {
    return { "asm-egress/gateway": gateway.name };
}
