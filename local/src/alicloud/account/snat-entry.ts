import { type Account, all, cloudObject, ownFields } from "./account";
import { CloudApiError, existing } from "./api-error";
import { isAddress, parseCidr } from "./cidr";
import { addressesOf } from "./nat-gateway";
import type { NatGateway, SnatEntry, SnatEntryRequest } from "./objects";
import { resourceId } from "./resource-id";

/** EIPs one entry can hold (https://help.aliyun.com/en/nat-gateway/user-guide/quotas/). */
const ADDRESSES_PER_ENTRY = 64;

/** Rules and codes: https://www.alibabacloud.com/help/en/nat-gateway/developer-reference/api-vpc-2016-04-28-createsnatentry-natgws. */
export function createSnatEntry(account: Account, request: SnatEntryRequest): SnatEntry {
    const gateway = gatewayOf(account, request.snatTableId);
    requireBoundAddresses(account, gateway, request.snatIp);
    requireSource(account, gateway, request);
    const entry: SnatEntry = { ...request, ...cloudObject(resourceId("snat")) };
    account.snatEntries[entry.id] = entry;
    return entry;
}

export function modifySnatEntry(account: Account, id: string, request: SnatEntryRequest): void {
    const current = existing(account.snatEntries, id, "InvalidSnatEntryId.NotFound");
    requireBoundAddresses(account, gatewayOf(account, current.snatTableId), request.snatIp);
    account.snatEntries[id] = { ...request, ...ownFields(current) };
}

export function deleteSnatEntry(account: Account, id: string): void {
    delete account.snatEntries[id];
}

export function snatAddresses(entry: SnatEntryRequest): string[] {
    return entry.snatIp.split(",").map((address) => address.trim());
}

function gatewayOf(account: Account, snatTableId: string): NatGateway {
    const gateway = all(account.natGateways).find((candidate) => candidate.snatTableIds.includes(snatTableId));
    if (gateway === undefined) {
        throw new CloudApiError(
            "InvalidSnatTableId.NotFound",
            `Specified SNAT table ${snatTableId} does not exist.`,
            404,
        );
    }
    return gateway;
}

function requireBoundAddresses(account: Account, gateway: NatGateway, snatIp: string): void {
    const addresses = snatAddresses({ snatTableId: "", snatIp });
    const malformed = addresses.find((address) => !isAddress(address));
    if (malformed !== undefined) {
        throw new CloudApiError(
            "InvalidSnatIp.Malformed",
            `The specified SnatIp "${malformed}" is not a valid IP address.`,
        );
    }
    if (new Set(addresses).size > ADDRESSES_PER_ENTRY) {
        throw new CloudApiError("SNAT_IP_POOL_COUNT_TOO_MANY", `The Snat pool ip too many: ${addresses.length}.`);
    }
    const bound = addressesOf(account, gateway.id);
    const foreign = addresses.find((address) => !bound.includes(address));
    if (foreign !== undefined) {
        throw new CloudApiError("EIP_NOT_IN_GATEWAY", `The EIP ${foreign} is not associated with ${gateway.id}.`);
    }
}

/** A vSwitch belongs to one SNAT entry at most: several EIPs go into one entry, not into several entries. */
function requireSource(account: Account, gateway: NatGateway, request: SnatEntryRequest): void {
    const { sourceVswitchId, sourceCidr } = request;
    if ((sourceVswitchId === undefined) === (sourceCidr === undefined)) {
        throw new CloudApiError(
            "INVALID_PARAMETER",
            "Exactly one of SourceVSwitchId and SourceCIDR must be specified.",
        );
    }
    if (sourceCidr !== undefined && parseCidr(sourceCidr) === undefined) {
        throw new CloudApiError("INVALID_PARAMETER", `The parameter SourceCIDR "${sourceCidr}" is invalid.`);
    }
    if (sourceVswitchId !== undefined) {
        const vswitch = existing(account.vswitches, sourceVswitchId, "InvalidVSwitchId.NotFound");
        if (vswitch.vpcId !== gateway.vpcId) {
            throw new CloudApiError(
                "InvalidVSwitchId.NotFound",
                `${vswitch.id} is not in the VPC ${gateway.vpcId}.`,
                404,
            );
        }
    }
    const block = sourceCidr ?? account.vswitches[sourceVswitchId ?? ""]?.cidrBlock;
    const taken = all(account.snatEntries).find((other) => {
        const otherBlock = other.sourceCidr ?? account.vswitches[other.sourceVswitchId ?? ""]?.cidrBlock;
        const sameGateway = gateway.snatTableIds.includes(other.snatTableId);
        return (
            (sourceVswitchId !== undefined && other.sourceVswitchId === sourceVswitchId) ||
            (sameGateway && otherBlock === block)
        );
    });
    if (taken !== undefined) {
        throw new CloudApiError(
            "Forbidden.SourceVSwitchId.Duplicated",
            `The specified source ${sourceVswitchId ?? sourceCidr} is duplicated: it is in the SNAT entry ${taken.id}.`,
        );
    }
}
