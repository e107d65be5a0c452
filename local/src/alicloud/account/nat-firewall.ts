import { type Account, all, cloudObject, effectiveAt } from "./account";
import { CloudApiError, existing } from "./api-error";
import { parseCidr } from "./cidr";
import type { NatFirewall, NatFirewallRequest, NatGateway, NatRouteEntry, RouteEntry } from "./objects";
import { resourceId } from "./resource-id";
import { createVswitch } from "./vswitch";

/** https://www.alibabacloud.com/help/en/cloud-firewall/developer-reference/api-cloudfw-2017-12-07-createsecurityproxy. */
const PROXY_NAME = /^[A-Za-z0-9][A-Za-z0-9_]{3,49}$/;

export function createNatFirewall(account: Account, request: NatFirewallRequest): NatFirewall {
    if (!PROXY_NAME.test(request.proxyName)) {
        throw new CloudApiError(
            "ErrorParametersProxyName",
            `ProxyName "${request.proxyName}": 4 to 50 letters, digits and underscores, not starting with an underscore.`,
        );
    }
    if (account.region !== undefined && request.regionNo !== account.region) {
        throw new CloudApiError(
            "ErrorParametersRegionNo",
            `RegionNo ${request.regionNo}: the account is in ${account.region}.`,
        );
    }
    const gateway = existing(account.natGateways, request.natGatewayId, "ErrorNatGatewayNotExist");
    if (gateway.vpcId !== request.vpcId) {
        throw new CloudApiError(
            "ErrorParametersVpcId",
            `${gateway.id} is in ${gateway.vpcId}, not in ${request.vpcId}.`,
        );
    }
    const other = all(account.natFirewalls).find((firewall) => firewall.natGatewayId === gateway.id);
    if (other !== undefined) {
        throw new CloudApiError(
            "ErrorNatFirewallExist",
            `${gateway.id} is protected by the NAT firewall ${other.id} already.`,
        );
    }
    if (request.natRouteEntryLists.length === 0) {
        throw new CloudApiError("ErrorParametersNatRouteEntryList", "NatRouteEntryList is empty.");
    }
    for (const route of request.natRouteEntryLists) {
        routeOf(account, gateway, route);
    }
    const id = resourceId("proxy-nat");
    const firewall: NatFirewall = {
        ...request,
        ...cloudObject(id),
        strictMode: request.strictMode ?? 0,
        proxyStatus: "closed",
        firewallVswitchId: placeInVswitch(account, gateway, id, request),
        effectiveAt: effectiveAt(account),
    };
    account.natFirewalls[id] = firewall;
    // The provider follows a create that carries a status with SwitchSecurityProxy.
    const opens = request.status ?? request.firewallSwitch;
    if (opens !== undefined) {
        switchNatFirewall(account, id, opens);
    }
    return firewall;
}

/** SwitchSecurityProxy: while open, the listed routes lead through the firewall. */
export function switchNatFirewall(account: Account, id: string, status: string): void {
    const firewall = existing(account.natFirewalls, id, "ErrorNatFirewallNotExist");
    const open = ["open", "normal", "opening"].includes(status);
    for (const listed of firewall.natRouteEntryLists) {
        const route = matching(account, listed);
        if (route !== undefined && open) {
            route.redirectedTo = id;
        } else if (route?.redirectedTo === id) {
            delete route.redirectedTo;
        }
    }
    firewall.proxyStatus = open ? "normal" : "closed";
    firewall.status = status;
    firewall.effectiveAt = effectiveAt(account);
}

/**
 * Puts the routes back first. Policies stay behind: they belong to the NAT gateway, decide about nothing meanwhile,
 * and count again when a firewall returns.
 */
export function deleteNatFirewall(account: Account, id: string): void {
    const firewall = account.natFirewalls[id];
    if (firewall === undefined) {
        return;
    }
    switchNatFirewall(account, id, "close");
    if (account.vswitches[firewall.firewallVswitchId]?.ownedByFirewall === id) {
        delete account.vswitches[firewall.firewallVswitchId];
    }
    delete account.natFirewalls[id];
}

export function firewallOf(account: Account, natGatewayId: string): NatFirewall | undefined {
    return all(account.natFirewalls).find((firewall) => firewall.natGatewayId === natGatewayId);
}

/** Automatic mode makes a vSwitch of its own, in the zone of the gateway; manual mode takes an existing one. */
function placeInVswitch(account: Account, gateway: NatGateway, id: string, request: NatFirewallRequest): string {
    if (request.vswitchAuto === "true") {
        if (request.vswitchCidr === undefined) {
            throw new CloudApiError("ErrorParametersVswitchCidr", "VswitchCidr is required in automatic vSwitch mode.");
        }
        // The firewall needs a /28 at least (https://www.alibabacloud.com/help/en/cloud-firewall/user-guide/nat-firewalls).
        if ((parseCidr(request.vswitchCidr)?.prefix ?? 0) > 28) {
            throw new CloudApiError(
                "ErrorParametersVswitchCidr",
                `VswitchCidr ${request.vswitchCidr} is smaller than /28.`,
            );
        }
        const zoneId = account.vswitches[gateway.vswitchId ?? ""]?.zoneId ?? all(account.vswitches)[0]?.zoneId ?? "";
        const { vpcId } = gateway;
        const vswitch = createVswitch(account, { vpcId, cidrBlock: request.vswitchCidr, zoneId });
        vswitch.ownedByFirewall = id;
        return vswitch.id;
    }
    if (request.vswitchId === undefined) {
        throw new CloudApiError("ErrorParametersVswitchId", "VswitchId is required in manual vSwitch mode.");
    }
    const vswitch = existing(account.vswitches, request.vswitchId, "ErrorParametersVswitchId");
    if (vswitch.vpcId !== gateway.vpcId) {
        throw new CloudApiError("ErrorParametersVswitchId", `${vswitch.id} is not in the VPC ${gateway.vpcId}.`);
    }
    return vswitch.id;
}

function routeOf(account: Account, gateway: NatGateway, listed: NatRouteEntry): RouteEntry {
    const route = matching(account, listed);
    if (route === undefined || route.nexthopId !== gateway.id) {
        throw new CloudApiError(
            "ErrorParametersNatRouteEntryList",
            `No route to ${listed.destinationCidr} through ${gateway.id} in the route table ${listed.routeTableId}.`,
        );
    }
    return route;
}

function matching(account: Account, listed: NatRouteEntry): RouteEntry | undefined {
    return all(account.routeEntries).find(
        (entry) =>
            entry.routeTableId === listed.routeTableId &&
            entry.destinationCidrblock === listed.destinationCidr &&
            entry.nexthopType === listed.nexthopType &&
            entry.nexthopId === listed.nexthopId,
    );
}
