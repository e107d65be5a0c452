import { beforeAll, describe, expect, it } from "vitest";
import { changeAccount, readAccount } from "../../local/src/alicloud/account-file";
import {
    addForeignGateway,
    addForeignSnatEntry,
    addInstance,
    addNetworkInterface,
} from "../../local/src/alicloud/testing/foreign-objects";
import { type PerimeterYaml, perimeterWorld, stepsOf, withoutSettling } from "../support/perimeter-world";

/** A VPC where others have left ways out: a NAT gateway, an SNAT entry for all of it, public addresses. */
const { world, configure, setFaults } = perimeterWorld("around");

const VPC = "vpc-local0000000000000000";
let clean: ReturnType<typeof readAccount>;

function setCheck(surroundings?: string): void {
    configure((perimeter: PerimeterYaml) => {
        perimeter.surroundings = surroundings;
        withoutSettling(perimeter);
    });
}

function account() {
    return readAccount(world.layout.cloudFile);
}

beforeAll(async () => {
    setCheck();
    await world.start();
    clean = account();
    changeAccount(world.layout.cloudFile, (all) => {
        const gateway = addForeignGateway(all, VPC, "10.0.66.0/28");
        addForeignSnatEntry(all, gateway, { sourceCidr: "10.0.0.0/8" });
        addInstance(all, VPC, "i-node", { privateIp: "10.0.0.7", eip: "203.0.113.50" });
        addInstance(all, VPC, "i-elsewhere", { privateIp: "10.0.70.7", eip: "203.0.113.51" });
        addNetworkInterface(all, VPC, "eni-pod", { privateIp: "10.0.128.7", publicIp: "203.0.113.52" });
    });
}, 180_000);

describe("ways around the perimeter that others have left", () => {
    it("are in the preview, each with the object's ID", async () => {
        const preview = await world.preview();
        expect(preview.errors).toEqual([]);
        const warnings = preview.warnings.join("\n");
        const [gateway] = Object.keys(account().natGateways);
        const [entry] = Object.keys(account().snatEntries);
        for (const said of [
            `cluster.vpcId: got ${gateway}  [other-nat-gateway]`,
            `cluster.nodeCidrs: got ${entry} of ${gateway}: 10.0.0.0/8 covers`,
            "cluster.nodeCidrs: got i-node at 10.0.0.7 has 203.0.113.50  [public-address-in-the-fence]",
            "cluster.podCidrs: got eni-pod at 10.0.128.7 has 203.0.113.52  [public-address-in-the-fence]",
            "[cluster-route-leads-out]",
            "internet.systemRouteTableId: got vtb-local0000000000000000  [system-route-table-leads-elsewhere]",
        ]) {
            expect(warnings).toContain(said);
        }
        expect(warnings).not.toContain("i-elsewhere");
    }, 120_000);

    it("keep a pipeline that refuses them from making anything", async () => {
        setCheck("Refuse");
        const before = account();
        for (const refused of [await world.preview(), await world.up()]) {
            expect(refused.ok).toBe(false);
            expect(refused.errors.join("\n")).toContain("nothing was changed");
            expect(refused.errors.join("\n")).toContain("[other-nat-gateway]");
            expect(refused.errors.join("\n")).not.toMatch(/^\s+at /m);
            expect(stepsOf(refused)).toEqual([]);
        }
        expect(account()).toEqual(before);
    }, 120_000);

    it("are not looked for on request, and the preview says so", async () => {
        setCheck("Skip");
        const warnings = (await world.preview()).warnings.join("\n");
        expect(warnings).toContain("[surroundings-not-looked-at]");
        expect(warnings).not.toContain("i-node");
    }, 120_000);
});

it("a look-up that the credentials may not make is a warning with the missing RAM action", async () => {
    setCheck();
    setFaults([{ type: "alicloud:ecs/getInstances:getInstances", operation: "invoke", fault: "forbidden", times: 1 }]);
    const preview = await world.preview();
    expect(preview.errors).toEqual([]);
    expect(preview.warnings.join("\n")).toMatch(/could not look up: ecs\.getInstances\s+\(Forbidden\.RAM\)/);
    expect(preview.warnings.join("\n")).toContain("ecs:DescribeInstances");
}, 120_000);

describe("with nothing left around it", () => {
    it("a perimeter goes up although it refuses, and finds nothing in what it made itself", async () => {
        changeAccount(world.layout.cloudFile, (all) => Object.assign(all, clean));
        setCheck("Refuse");
        const up = await world.up();
        expect(up.errors).toEqual([]);
        expect(up.outputs.waysAround).toEqual([]);
        const again = await world.up();
        expect(again.errors).toEqual([]);
        expect(stepsOf(again)).toEqual([]);
        expect(again.outputs.waysAround).toEqual([]);
    }, 180_000);

    it("an SNAT entry that somebody adds for the cluster afterwards stops the next change, and destroy still works", async () => {
        const [gateway] = Object.values(account().natGateways);
        const [eip] = Object.values(account().eips);
        changeAccount(world.layout.cloudFile, (all) => {
            const way = { snatTableId: gateway?.snatTableIds[0] ?? "", address: eip?.ipAddress ?? "" };
            addForeignSnatEntry(all, way, { sourceCidr: "10.0.128.0/17" });
        });
        const refused = await world.up();
        expect(refused.ok).toBe(false);
        expect(refused.errors.join("\n")).toContain("10.0.128.0/17 covers cluster.podCidrs");
        expect(stepsOf(refused)).toEqual([]);
        changeAccount(world.layout.cloudFile, (all) => {
            all.snatEntries = Object.fromEntries(Object.entries(all.snatEntries).filter(([, { given }]) => !given));
        });
        const destroyed = await world.destroy();
        expect(destroyed.errors).toEqual([]);
    }, 180_000);
});
