import type { LocatedEndpoint, OutlierDetection, Traffic } from "../args";
import type { FindingCollector } from "../finding-collector";
import { Host } from "../host";
import { regionOf } from "../intent";
import type { LocatedEndpointIntent, OutlierDetectionIntent, TrafficIntent } from "../traffic";
import { ZONE_ID } from "./ranges";

/** Where a host is served, and which of these addresses are left alone after failures. */
export function readEndpoints(
    at: string,
    { outlierDetection, failover, locality }: Traffic,
    findings: FindingCollector,
): Pick<TrafficIntent, "outlierDetection" | "failover" | "locality"> {
    const several = failover !== undefined || locality !== undefined;
    if (failover !== undefined && locality !== undefined) {
        findings.error(
            "failover-and-locality",
            `${at}.locality`,
            "both",
            "either a written order or the nearest first: together they would not say which counts",
            "leave `failover` or `locality` out",
        );
    }
    const inOrder = failover && readNames(at, "failover", failover, failover, findings);
    const located = locality && readLocality(at, locality, findings);
    const detection = outlierDetection && readDetection(at, outlierDetection, several, findings);
    return {
        ...((detection || several) && { outlierDetection: detection ?? WHERE_SEVERAL }),
        ...(inOrder && { failover: inOrder }),
        ...(located && { locality: located }),
    };
}

/** Without it Istio takes no second endpoint. Source: Istio, "Locality failover". */
const WHERE_SEVERAL: OutlierDetectionIntent = {
    serverErrors: 0,
    gatewayErrors: 5,
    localFailures: 0,
    intervalSeconds: 10,
    baseEjectionSeconds: 30,
    maxEjectionPercent: 100,
};

function readDetection(
    at: string,
    written: OutlierDetection,
    several: boolean,
    findings: FindingCollector,
): OutlierDetectionIntent {
    const detection = {
        serverErrors: written.consecutiveServerErrors ?? 0,
        gatewayErrors: written.consecutiveGatewayErrors ?? 0,
        localFailures: written.consecutiveLocalFailures ?? 0,
        intervalSeconds: written.intervalSeconds ?? WHERE_SEVERAL.intervalSeconds,
        baseEjectionSeconds: written.baseEjectionSeconds ?? WHERE_SEVERAL.baseEjectionSeconds,
        maxEjectionPercent: written.maxEjectionPercent ?? (several ? WHERE_SEVERAL.maxEjectionPercent : 50),
    };
    if (detection.serverErrors + detection.gatewayErrors + detection.localFailures === 0) {
        findings.error(
            "outlier-detection-of-nothing",
            `${at}.outlierDetection`,
            written,
            "`consecutiveServerErrors`, `consecutiveGatewayErrors` or `consecutiveLocalFailures`",
            "write after how many failures an address is left alone",
        );
    }
    if (several && detection.maxEjectionPercent < 100) {
        findings.warning(
            "failover-held-back",
            `${at}.outlierDetection.maxEjectionPercent`,
            detection.maxEjectionPercent,
            "100: with less, failing addresses of the first endpoint stay in use",
            "leave it out",
        );
    }
    return detection;
}

function readLocality(at: string, written: LocatedEndpoint[], findings: FindingCollector): LocatedEndpointIntent[] {
    const names = written.map(({ host }) => host);
    readNames(at, "locality", names, written, findings);
    return written
        .flatMap(({ host, zoneId, region }, index) => {
            const path = `${at}.locality[${index}]`;
            const place = zoneId ?? region;
            if (place === undefined || (zoneId !== undefined && region !== undefined)) {
                findings.error(
                    "endpoint-place-not-one",
                    path,
                    { zoneId, region },
                    "exactly one of `zoneId` and `region`",
                    "write the one that says where the endpoint is",
                );
                return [];
            }
            if (!(zoneId === undefined ? REGION_ID : ZONE_ID).test(place)) {
                findings.error(
                    "endpoint-place-malformed",
                    `${path}.${zoneId === undefined ? "region" : "zoneId"}`,
                    place,
                    "an ID of Alibaba Cloud, such as the region cn-hangzhou or the zone cn-hangzhou-h",
                    "write it as the labels of the nodes have it",
                );
                return [];
            }
            const parsed = Host.parse(host);
            return parsed.ok
                ? [{ host: parsed.value.name, region: region ?? regionOf(place), ...(zoneId && { zoneId }) }]
                : [];
        })
        .sort((a, b) => (a.host < b.host ? -1 : 1));
}

const REGION_ID = /^[a-z]+(-[a-z0-9]+)+$/;

/** Whole names, each once: an endpoint that occurs twice has no place in an order. */
function readNames(
    at: string,
    property: "failover" | "locality",
    names: readonly string[],
    written: readonly unknown[],
    findings: FindingCollector,
): string[] {
    const seen = new Map<string, number>();
    return names.flatMap((name, index) => {
        const path = `${at}.${property}[${index}]${typeof written[index] === "string" ? "" : ".host"}`;
        const host = findings.take(path, name, Host.parse(name))?.name;
        if (host === undefined) {
            return [];
        }
        const earlier = seen.get(host);
        if (earlier !== undefined) {
            findings.error(
                "duplicate",
                path,
                name,
                `an endpoint that occurs once; ${at}.${property}[${earlier}] has it`,
                "remove one of them",
            );
        }
        seen.set(host, earlier ?? index);
        return [host];
    });
}
