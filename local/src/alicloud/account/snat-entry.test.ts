import { describe, expect, it } from "vitest";
import { addGateway, addVswitch, answer, smallAccount } from "../testing/small-account";
import { allocateEip, modifyEip, releaseEip } from "./eip";
import { associateEip, unassociateEip } from "./eip-association";
import { createSnatEntry, deleteSnatEntry, modifySnatEntry } from "./snat-entry";

function gatewayAndVswitch() {
    const account = smallAccount();
    const made = addGateway(account);
    const sourceVswitchId = addVswitch(account, "10.0.1.0/24");
    return {
        account,
        ...made,
        request: { snatTableId: made.snatTableId, sourceVswitchId, snatIp: made.eip.ipAddress },
    };
}

describe("an SNAT entry", () => {
    it("takes several bound addresses joined by commas, and changes them in place", () => {
        const { account, gateway, eip, request } = gatewayAndVswitch();
        const second = allocateEip(account, {});
        associateEip(account, { allocationId: second.id, instanceId: gateway.id });
        const both = `${eip.ipAddress},${second.ipAddress}`;
        const entry = createSnatEntry(account, { ...request, snatIp: both });
        modifySnatEntry(account, entry.id, { ...request, snatIp: second.ipAddress });
        expect(account.snatEntries[entry.id]).toMatchObject({ id: entry.id, snatIp: second.ipAddress });
    });

    it("is refused with an address that is not bound to its gateway, also on a change", () => {
        const { account, request } = gatewayAndVswitch();
        const { ipAddress } = allocateEip(account, {});
        expect(answer(() => createSnatEntry(account, { ...request, snatIp: ipAddress }))).toBe("EIP_NOT_IN_GATEWAY");
        const entry = createSnatEntry(account, request);
        const changed = { ...request, snatIp: `${request.snatIp},${ipAddress}` };
        expect(answer(() => modifySnatEntry(account, entry.id, changed))).toBe("EIP_NOT_IN_GATEWAY");
    });

    it.each([
        ["with an EIP's id for its address", { snatIp: "eip-1" }, "InvalidSnatIp.Malformed"],
        ["in a table that does not exist", { snatTableId: "stb-9" }, "InvalidSnatTableId.NotFound"],
        ["for a vSwitch that does not exist", { sourceVswitchId: "vsw-9" }, "InvalidVSwitchId.NotFound"],
        ["for a vSwitch and a block at once", { sourceCidr: "10.0.1.0/24" }, "INVALID_PARAMETER"],
    ])("is refused %s", (_, changes, code) => {
        const { account, request } = gatewayAndVswitch();
        expect(answer(() => createSnatEntry(account, { ...request, ...changes }))).toBe(code);
    });

    it("is refused for a vSwitch of another VPC", () => {
        const { account, request } = gatewayAndVswitch();
        const sourceVswitchId = addVswitch(account, "10.0.1.0/24", "vpc-2");
        expect(answer(() => createSnatEntry(account, { ...request, sourceVswitchId }))).toBe(
            "InvalidVSwitchId.NotFound",
        );
    });

    it("is refused for a vSwitch that is in another entry, on whichever gateway", () => {
        const { account, request } = gatewayAndVswitch();
        createSnatEntry(account, request);
        expect(answer(() => createSnatEntry(account, request))).toBe("Forbidden.SourceVSwitchId.Duplicated");
        const other = addGateway(account, "10.0.253.0/28");
        const elsewhere = { ...request, snatTableId: other.snatTableId, snatIp: other.eip.ipAddress };
        expect(answer(() => createSnatEntry(account, elsewhere))).toBe("Forbidden.SourceVSwitchId.Duplicated");
    });

    it("leaves room for an entry of another vSwitch with the same address", () => {
        const { account, request } = gatewayAndVswitch();
        createSnatEntry(account, request);
        const sourceVswitchId = addVswitch(account, "10.0.2.0/24");
        expect(answer(() => createSnatEntry(account, { ...request, sourceVswitchId }))).toBe("accepted");
    });
});

describe("an EIP", () => {
    it("is bound once", () => {
        const { account, eip } = gatewayAndVswitch();
        const other = addGateway(account, "10.0.253.0/28");
        const again = { allocationId: eip.id, instanceId: other.gateway.id };
        expect(answer(() => associateEip(account, again))).toBe("IncorrectEipStatus");
    });

    it.each([
        ["an EIP that does not exist", { allocationId: "eip-9" }, "InvalidAllocationId.NotFound"],
        ["a NAT gateway that does not exist", { instanceId: "ngw-9" }, "InvalidInstanceId.NotFound"],
        ["an instance of an unstated type", { instanceId: "i-1" }, "InvalidInstanceType.ValueNotSupported"],
    ])("cannot be bound: %s", (_, changes, code) => {
        const { account, gateway } = gatewayAndVswitch();
        const request = { allocationId: allocateEip(account, {}).id, instanceId: gateway.id };
        expect(answer(() => associateEip(account, { ...request, ...changes }))).toBe(code);
    });

    it("cannot be unbound while an SNAT entry uses it, nor released while it is bound", () => {
        const { account, eip, association, request } = gatewayAndVswitch();
        const entry = createSnatEntry(account, request);
        expect(answer(() => unassociateEip(account, association.id))).toBe("InvalidIpStatus.HasBeenUsedBySnatTable");
        expect(answer(() => releaseEip(account, eip.id))).toBe("IncorrectEipStatus");
        deleteSnatEntry(account, entry.id);
        expect(answer(() => unassociateEip(account, association.id))).toBe("accepted");
        expect(answer(() => releaseEip(account, eip.id))).toBe("accepted");
    });

    it("is not released while deletion protection is on", () => {
        const account = smallAccount();
        const { id } = allocateEip(account, { deletionProtection: true });
        expect(answer(() => releaseEip(account, id))).toBe("InvalidOperation.DeletionProtection");
        modifyEip(account, id, { deletionProtection: false });
        expect(answer(() => releaseEip(account, id))).toBe("accepted");
    });

    it("has an address of its own and keeps it through changes", () => {
        const account = smallAccount();
        const { id, ipAddress } = allocateEip(account, {});
        modifyEip(account, id, { bandwidth: "20" });
        expect(account.eips[id]).toMatchObject({ ipAddress, bandwidth: "20" });
        expect(answer(() => allocateEip(account, { ipAddress }))).toBe("InvalidIpAddress.AlreadyUsed");
    });

    it.each([
        ["200", "PayByTraffic", "accepted"],
        ["201", "PayByTraffic", "InvalidBandwidth.ValueNotSupported"],
        ["500", "PayByBandwidth", "accepted"],
        ["0", "PayByBandwidth", "InvalidBandwidth.ValueNotSupported"],
    ])("with %s Mbit/s %s is answered: %s", (bandwidth, internetChargeType, code) => {
        expect(answer(() => allocateEip(smallAccount(), { bandwidth, internetChargeType }))).toBe(code);
    });
});
