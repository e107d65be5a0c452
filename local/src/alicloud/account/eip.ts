import { randomInt } from "node:crypto";
import { type Account, all, cloudObject, ownFields } from "./account";
import { CloudApiError, existing } from "./api-error";
import { isAddress } from "./cidr";
import type { Eip, EipRequest } from "./objects";
import { resourceId } from "./resource-id";

/** Codes: https://www.alibabacloud.com/help/en/eip/developer-reference/api-vpc-2016-04-28-allocateeipaddress-eips. */
export function allocateEip(account: Account, request: EipRequest): Eip {
    requireBandwidth(request);
    const ipAddress = request.ipAddress ?? freeAddress(account);
    if (!isAddress(ipAddress) || all(account.eips).some((other) => other.ipAddress === ipAddress)) {
        throw new CloudApiError("InvalidIpAddress.AlreadyUsed", `The specified address ${ipAddress} is not available.`);
    }
    const eip: Eip = { ...request, ...cloudObject(resourceId("eip")), ipAddress };
    account.eips[eip.id] = eip;
    return eip;
}

export function modifyEip(account: Account, id: string, request: EipRequest): void {
    const current = existing(account.eips, id, "InvalidAllocationId.NotFound");
    requireBandwidth(request);
    account.eips[id] = { ...request, ...ownFields(current), ipAddress: current.ipAddress };
}

export function releaseEip(account: Account, id: string): void {
    if (account.eips[id]?.deletionProtection === true) {
        throw new CloudApiError(
            "InvalidOperation.DeletionProtection",
            `${id} cannot be released: deletion protection is on.`,
        );
    }
    const association = all(account.eipAssociations).find((candidate) => candidate.allocationId === id);
    if (association !== undefined) {
        throw new CloudApiError(
            "IncorrectEipStatus",
            `Current elastic IP status does not support this operation: ${id} is bound to ${association.instanceId}.`,
        );
    }
    delete account.eips[id];
}

/** Limits of pay-as-you-go EIPs by billing method, from the resource's own documentation. */
function requireBandwidth(request: EipRequest): void {
    if (request.bandwidth === undefined) {
        return;
    }
    const limit = request.internetChargeType === "PayByTraffic" ? 200 : 500;
    const bandwidth = Number(request.bandwidth);
    if (!Number.isInteger(bandwidth) || bandwidth < 1 || bandwidth > limit) {
        throw new CloudApiError(
            "InvalidBandwidth.ValueNotSupported",
            `Bandwidth "${request.bandwidth}": 1 to ${limit} Mbit/s.`,
        );
    }
}

/** From 198.18.0.0/15 (RFC 2544): belongs to nobody, and no documentation address of a fake internet falls in it. */
function freeAddress(account: Account): string {
    const taken = new Set(all(account.eips).map((eip) => eip.ipAddress));
    for (;;) {
        const address = `198.${18 + randomInt(2)}.${randomInt(256)}.${1 + randomInt(254)}`;
        if (!taken.has(address)) {
            return address;
        }
    }
}
