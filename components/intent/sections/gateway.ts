import { EniKind, type Gateway, type PodResources } from "../args";
import { type Parsed, parsed, refused } from "../finding";
import type { FindingCollector, Located } from "../finding-collector";
import { type GatewayIntent, regionOf, type SubnetIntent } from "../intent";
import { dnsLabel } from "../kubernetes-name";
import { type Ranges, readSubnet } from "./ranges";

export interface GatewayReading extends Ranges {
    readonly intent: GatewayIntent;
}

const DEFAULT_RESOURCES = { cpuRequest: "500m", memoryRequest: "512Mi", cpuLimit: "2", memoryLimit: "2Gi" };

export function readGateway(perimeter: string, gateway: Gateway, findings: FindingCollector): GatewayReading {
    const subnets = gateway.subnets.flatMap((subnet, index) => {
        const read = readSubnet(findings, `gateway.subnets[${index}]`, subnet);
        return read === undefined ? [] : [read];
    });
    const name = gateway.name ?? `egress-${perimeter}`;
    findings.take("gateway.name", name, dnsLabel(name, 50));
    const replicas = gateway.replicas ?? 2;
    checkZones(subnets, findings);
    checkSize(gateway, subnets, replicas, findings);
    return {
        intent: {
            name,
            subnets: subnets.map(({ value }) => value).sort((a, b) => (a.zoneId < b.zoneId ? -1 : 1)),
            replicas,
            eni: gateway.eni ?? EniKind.Trunk,
            resources: readResources(gateway.resources ?? {}, findings),
        },
        own: subnets.map(({ path, value }) => ({ path: `${path}.cidrBlock`, value: value.cidrBlock })),
        others: [],
    };
}

function checkZones(subnets: readonly Located<SubnetIntent>[], findings: FindingCollector): void {
    const seen = new Map<string, string>();
    for (const { path, value } of subnets) {
        const earlier = seen.get(value.zoneId);
        if (earlier !== undefined) {
            findings.error(
                "zone-twice",
                `${path}.zoneId`,
                value.zoneId,
                `a zone that no other subnet of the gateway has (${earlier} has it)`,
                "one vSwitch a zone: make one range larger instead",
            );
        }
        seen.set(value.zoneId, path);
    }
    const regions = new Set([...seen.keys()].map(regionOf));
    if (regions.size > 1) {
        findings.error(
            "zones-of-several-regions",
            "gateway.subnets",
            [...seen.keys()].sort(),
            "zones of one region",
            "a VPC lies in one region; choose its zones",
        );
    }
    if (seen.size === 1) {
        findings.warning(
            "one-zone",
            "gateway.subnets",
            [...seen.keys()],
            "subnets in at least two zones",
            "add a subnet in a second zone, or accept that a failure of this zone stops all outbound traffic",
        );
    }
}

/** Source: VPC reserves the first address and the last three of every vSwitch. */
const RESERVED_ADDRESSES = 4;

function checkSize(
    gateway: Gateway,
    subnets: readonly Located<SubnetIntent>[],
    replicas: number,
    findings: FindingCollector,
): void {
    if (replicas === 1) {
        findings.warning(
            "one-replica",
            "gateway.replicas",
            replicas,
            "at least 2",
            "raise it, or accept that outbound traffic stops while the one Pod restarts",
        );
    }
    // A rolling update runs a quarter more Pods for a while (Kubernetes' default surge), rounded up.
    const needed = replicas + Math.ceil(replicas / 4);
    const usable = subnets.reduce((sum, { value }) => sum + 2 ** (32 - value.cidrBlock.prefix) - RESERVED_ADDRESSES, 0);
    if (subnets.length === gateway.subnets.length && usable < needed) {
        findings.error(
            "subnets-too-small",
            "gateway.subnets",
            `${usable} usable addresses`,
            `at least ${needed} for ${replicas} replicas and the surge of a rolling update`,
            "make the ranges larger or the replicas fewer",
        );
    }
}

function readResources(resources: PodResources, findings: FindingCollector): GatewayIntent["resources"] {
    const filled = { ...DEFAULT_RESOURCES, ...resources };
    for (const [key, value] of Object.entries(filled)) {
        findings.take(`gateway.resources.${key}`, value, quantity(value));
    }
    return filled;
}

/** Source: Kubernetes, resource.Quantity. */
function quantity(text: string): Parsed<string> {
    return /^\d+(\.\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/.test(text)
        ? parsed(text)
        : refused("quantity-malformed", "a Kubernetes quantity", "write it as 500m, 2 or 512Mi");
}
