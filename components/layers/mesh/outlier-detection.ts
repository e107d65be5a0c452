import type { TrafficIntent } from "../../intent/traffic";
import { seconds } from "./request-route";

/** Which addresses are left alone, beside the TLS of a port. What is not counted is zero: Envoy would count five otherwise. */
export function outlierDetection({ outlierDetection: written }: TrafficIntent): object {
    if (written === undefined) {
        return {};
    }
    return {
        outlierDetection: {
            consecutive5xxErrors: written.serverErrors,
            consecutiveGatewayErrors: written.gatewayErrors,
            ...(written.localFailures > 0 && {
                splitExternalLocalOriginErrors: true,
                consecutiveLocalOriginFailures: written.localFailures,
            }),
            interval: seconds(written.intervalSeconds),
            baseEjectionTime: seconds(written.baseEjectionSeconds),
            maxEjectionPercent: written.maxEjectionPercent,
        },
    };
}
