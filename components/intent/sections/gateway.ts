import { EniKind, type Gateway, type GatewaySubnet, Placement, type PodResources, SecurityGroupKind } from "../args";
import { type Parsed, parsed, refused } from "../finding";
import type { FindingCollector, Located } from "../finding-collector";
import { type GatewayIntent, type GatewaySubnetIntent, regionOf } from "../intent";
import { dnsLabel } from "../kubernetes-name";
import { checkNodePoolChoice, readGivenNodePool, readNodePool, withSurge } from "./node-pool";
import { type Ranges, readSubnet } from "./ranges";

export interface GatewayReading extends Ranges {
    readonly intent: GatewayIntent;
}

const DEFAULT_RESOURCES = { cpuRequest: "500m", memoryRequest: "512Mi", cpuLimit: "2", memoryLimit: "2Gi" };

export function readGateway(perimeter: string, gateway: Gateway, findings: FindingCollector): GatewayReading {
    const subnets = gateway.subnets.flatMap((subnet, index) => {
        const path = `gateway.subnets[${index}]`;
        checkAttached(subnet, path, findings);
        const read = readSubnet(findings, path, subnet);
        return read === undefined
            ? []
            : [{ path, value: { ...read.value, attached: subnet.routeTableAttached ?? false } }];
    });
    const name = gateway.name ?? `egress-${perimeter}`;
    findings.take("gateway.name", name, dnsLabel(name, 50));
    const replicas = gateway.replicas ?? 2;
    const placement = gateway.placement ?? Placement.DedicatedEni;
    const nodePool = gateway.nodePool && readNodePool(gateway.nodePool, { placement, replicas }, findings);
    const givenNodePool = gateway.givenNodePool && readGivenNodePool(gateway.givenNodePool, replicas, findings);
    checkZones(subnets, findings);
    checkVswitchesDiffer(gateway.subnets, findings);
    checkReplicas(replicas, findings);
    checkSize(gateway, subnets, addressesNeeded(placement, replicas, nodePool ?? givenNodePool), findings);
    checkPlacement(gateway, placement, findings);
    checkSecurityGroup(gateway, findings);
    return {
        intent: {
            name,
            subnets: subnets.map(({ value }) => value).sort((a, b) => (a.zoneId < b.zoneId ? -1 : 1)),
            replicas,
            placement,
            eni: gateway.eni ?? EniKind.Trunk,
            ...(nodePool && { nodePool }),
            ...(givenNodePool && { givenNodePool }),
            ...(gateway.givenSecurityGroupId === undefined && {
                securityGroup: gateway.securityGroup ?? SecurityGroupKind.Enterprise,
            }),
            resources: readResources(gateway.resources ?? {}, findings),
        },
        own: subnets.map(({ path, value }) => ({ path: `${path}.cidrBlock`, value: value.cidrBlock })),
        others: [],
    };
}

/** Source: VPC, AssociateRouteTable: a vSwitch has one custom route table at a time. */
function checkAttached(
    { vswitchId, routeTableAttached }: GatewaySubnet,
    path: string,
    findings: FindingCollector,
): void {
    if (routeTableAttached !== undefined && vswitchId === undefined) {
        findings.error(
            "attached-without-vswitch",
            `${path}.routeTableAttached`,
            routeTableAttached,
            "nothing: a vSwitch that is made is always attached by the perimeter",
            "remove it, or add `vswitchId`",
        );
    }
}

function checkVswitchesDiffer(subnets: readonly GatewaySubnet[], findings: FindingCollector): void {
    subnets.forEach(({ vswitchId }, index) => {
        const earlier = subnets.findIndex((other) => other.vswitchId === vswitchId);
        if (typeof vswitchId === "string" && earlier < index) {
            findings.error(
                "vswitch-twice",
                `gateway.subnets[${index}].vswitchId`,
                vswitchId,
                `a vSwitch of its own (gateway.subnets[${earlier}] has this one)`,
                "name the vSwitch that stands in this subnet's zone",
            );
        }
    });
}

function checkZones(subnets: readonly Located<GatewaySubnetIntent>[], findings: FindingCollector): void {
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

function checkReplicas(replicas: number, findings: FindingCollector): void {
    if (replicas === 1) {
        findings.warning(
            "one-replica",
            "gateway.replicas",
            replicas,
            "at least 2",
            "raise it, or accept that outbound traffic stops while the one Pod restarts",
        );
    }
}

/** How many addresses of the gateway's vSwitches are taken at one time, and by what. */
interface AddressesNeeded {
    readonly count: number;
    readonly by: string;
}

function addressesNeeded(
    placement: Placement,
    replicas: number,
    nodePool: { readonly nodeCount: number } | undefined,
): AddressesNeeded {
    if (placement === Placement.HostNetwork) {
        const count = nodePool?.nodeCount ?? withSurge(replicas);
        return { count, by: `${count} nodes` };
    }
    return { count: withSurge(replicas), by: `${replicas} replicas and the surge of a rolling update` };
}

function checkSize(
    gateway: Gateway,
    subnets: readonly Located<GatewaySubnetIntent>[],
    needed: AddressesNeeded,
    findings: FindingCollector,
): void {
    const usable = subnets.reduce((sum, { value }) => sum + 2 ** (32 - value.cidrBlock.prefix) - RESERVED_ADDRESSES, 0);
    if (subnets.length === gateway.subnets.length && usable < needed.count) {
        findings.error(
            "subnets-too-small",
            "gateway.subnets",
            `${usable} usable addresses`,
            `at least ${needed.count} for ${needed.by}`,
            "make the ranges larger or the replicas fewer",
        );
    }
}

function checkPlacement(gateway: Gateway, placement: Placement, findings: FindingCollector): void {
    checkNodePoolChoice(gateway, placement, findings);
    if (placement !== Placement.HostNetwork) {
        return;
    }
    if (gateway.eni !== undefined) {
        findings.error(
            "eni-with-host-network",
            "gateway.eni",
            gateway.eni,
            "nothing: with HostNetwork the Pods share the network of their node",
            "remove it",
        );
    }
    findings.warning(
        "host-network-keeps-metadata-open",
        "gateway.placement",
        placement,
        "DedicatedEni, which closes the metadata service and 100.64.0.0/10 to the gateway",
        "use DedicatedEni where Terway can, or accept it: the gateway's nodes need them for DNS, images and bootstrap",
    );
}

function checkSecurityGroup({ securityGroup, givenSecurityGroupId }: Gateway, findings: FindingCollector): void {
    if (givenSecurityGroupId !== undefined) {
        findings.warning(
            "security-group-rules-not-managed",
            "gateway.givenSecurityGroupId",
            "a security group that exists",
            "a group that is made, with rules that close the metadata service, private ranges and undeclared ports",
            "keep its rules as docs/adopting.md lists them, or remove it",
        );
    }
    if (securityGroup !== undefined && givenSecurityGroupId !== undefined) {
        findings.error(
            "security-group-made-or-given",
            "gateway.securityGroup",
            securityGroup,
            "at most one of `securityGroup` (the kind of the group that is made) and `givenSecurityGroupId`",
            "remove one of them",
        );
    }
    if (securityGroup === SecurityGroupKind.Normal) {
        findings.warning(
            "security-group-open-before-its-rules",
            "gateway.securityGroup",
            securityGroup,
            "Enterprise, which denies both directions from the start",
            "use Enterprise, or accept that the group lets everything out until its last rule is there",
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
