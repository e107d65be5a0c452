import { type Account, all, cloudObject } from "./account";
import { CloudApiError, existing } from "./api-error";
import type { EipAssociation, EipAssociationRequest } from "./objects";
import { snatAddresses } from "./snat-entry";

/** Codes: https://www.alibabacloud.com/help/en/eip/developer-reference/api-vpc-2016-04-28-associateeipaddress-eips. */
export function associateEip(account: Account, request: EipAssociationRequest): EipAssociation {
    existing(account.eips, request.allocationId, "InvalidAllocationId.NotFound");
    const instanceType = request.instanceType ?? instanceTypeOf(request.instanceId);
    if (instanceType !== "Nat") {
        throw new CloudApiError(
            "InvalidInstanceType.ValueNotSupported",
            `Instance type ${instanceType} of ${request.instanceId} is not modelled by the simulated Alibaba Cloud; only Nat is.`,
        );
    }
    existing(account.natGateways, request.instanceId, "InvalidInstanceId.NotFound");
    const bound = all(account.eipAssociations).find((other) => other.allocationId === request.allocationId);
    if (bound !== undefined) {
        throw new CloudApiError(
            "IncorrectEipStatus",
            `Current elastic IP status does not support this operation: ${request.allocationId} is bound to ${bound.instanceId}.`,
        );
    }
    const association: EipAssociation = {
        ...request,
        ...cloudObject(`${request.allocationId}:${request.instanceId}`),
        instanceType,
    };
    account.eipAssociations[association.id] = association;
    return association;
}

/** As the real provider does: only these two prefixes are recognised, everything else counts as an ECS instance. */
function instanceTypeOf(instanceId: string): string {
    return instanceId.startsWith("ngw-") ? "Nat" : instanceId.startsWith("lb-") ? "SlbInstance" : "EcsInstance";
}

/** Refused while an SNAT entry uses the address, which is why SNAT entries depend on associations. */
export function unassociateEip(account: Account, id: string): void {
    const association = account.eipAssociations[id];
    const address = account.eips[association?.allocationId ?? ""]?.ipAddress;
    const entry = all(account.snatEntries).find(
        (candidate) => address !== undefined && snatAddresses(candidate).includes(address),
    );
    if (entry !== undefined) {
        throw new CloudApiError(
            "InvalidIpStatus.HasBeenUsedBySnatTable",
            `The removed ip address ${address} has been used by snat table entry ${entry.id}.`,
        );
    }
    delete account.eipAssociations[id];
}
