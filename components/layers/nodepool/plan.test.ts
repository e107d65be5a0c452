import { describe, expect, it } from "vitest";
import { EniKind, type Gateway, Placement } from "../../intent/args";
import { intentOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { at, inputsOf, rolesOf } from "../../testing/planned";
import { planNodePool } from "./plan";

const { gateway } = perimeterArgs();
const nodePool = { instanceTypes: ["ecs.g7.large", "ecs.c7.large"] };

function plan(change: Partial<Gateway> = {}) {
    return planNodePool(
        "prod",
        intentOf({ gateway: { ...gateway, placement: Placement.HostNetwork, nodePool, ...change } }),
    );
}

/** The pool of a gateway whose Pods have ENIs of their own. */
function beside(change: Partial<Gateway> = {}) {
    const vswitchIds = ["vsw-node-1", "vsw-node-2"];
    return plan({ placement: Placement.DedicatedEni, nodePool: { ...nodePool, vswitchIds }, ...change });
}

describe("the node pool of a gateway on the host network", () => {
    const pool = inputsOf(plan(), "node-pool");

    it("stands in the gateway's vSwitches and security group, evenly over the zones", () => {
        expect(pool).toMatchObject({
            clusterId: { of: "cluster", output: "id" },
            vswitchIds: [
                { of: "vswitches", output: "cn-hangzhou-h" },
                { of: "vswitches", output: "cn-hangzhou-i" },
            ],
            securityGroupIds: [{ of: "securityGroup", output: "id" }],
            multiAzPolicy: "BALANCE",
        });
    });

    it("is replaced when the gateway's vSwitches change, because nodes stay where they are", () => {
        expect(at(plan(), "node-pool").replaceOnChanges).toEqual(["vswitchIds"]);
    });

    it("keeps everybody else out, also who was there before, on nodes that are there already too", () => {
        expect(pool).toMatchObject({
            taints: [
                { key: "asm-egress/gateway", value: "egress-prod", effect: "NoSchedule" },
                { key: "asm-egress/gateway", value: "egress-prod", effect: "NoExecute" },
            ],
            labels: [{ key: "asm-egress/gateway", value: "egress-prod" }],
            updateNodes: true,
        });
    });

    it("has as many nodes as the gateway needs, as text, which is what the provider takes", () => {
        expect(pool.desiredSize).toBe("3");
        expect(inputsOf(plan({ replicas: 4 }), "node-pool").desiredSize).toBe("5");
    });

    it("does not scale by itself", () => {
        for (const property of ["scalingConfig", "nodeCount", "spotStrategy", "autoMode"]) {
            expect(pool).not.toHaveProperty(property);
        }
    });

    it.each<[string, ReturnType<typeof plan>]>([
        ["on the host network", plan()],
        ["beside dedicated ENIs", beside()],
    ])("has no public address by any way, %s", (_, one) => {
        expect(JSON.stringify(inputsOf(one, "node-pool"))).not.toMatch(/internet|bandwidth|eip|public/i);
    });

    it("repairs nodes, and upgrades none at a time of its own choice", () => {
        expect(pool.management).toEqual({ enable: true, autoRepair: true, autoUpgrade: false, maxUnavailable: 1 });
    });

    it("can be deleted while it has nodes", () => {
        expect(pool.forceDelete).toBe(true);
    });

    it("has a key where one is given, and else no way to log in", () => {
        expect(pool).not.toHaveProperty("keyName");
        expect(pool).not.toHaveProperty("password");
        const withKey = plan({ nodePool: { ...nodePool, keyName: "ops" } });
        expect(inputsOf(withKey, "node-pool").keyName).toEqual({
            kind: "reference",
            of: "nodePool",
            output: "keyName",
        });
    });
});

describe("the node pool of a gateway with dedicated ENIs", () => {
    const pool = inputsOf(beside(), "node-pool");

    it("stands in node vSwitches of the cluster: the gateway's range is its Pods' alone", () => {
        expect(pool.vswitchIds).toMatchObject([
            { of: "nodeVswitches", output: "0" },
            { of: "nodeVswitches", output: "1" },
        ]);
        expect(JSON.stringify(pool)).not.toContain('"vswitches"');
    });

    it("is not in the gateway's security group, which closes what a node needs", () => {
        expect(pool).not.toHaveProperty("securityGroupIds");
    });

    it("is made for exclusive ENIs where the gateway has these, and only then", () => {
        const label = { key: "k8s.aliyun.com/exclusive-mode-eni-type", value: "eniOnly" };
        expect(inputsOf(beside({ eni: EniKind.Exclusive }), "node-pool").labels).toContainEqual(label);
        expect(pool.labels).not.toContainEqual(label);
    });
});

describe("a gateway without a node pool", () => {
    it("has none planned, and a finding that says what is missing", () => {
        const none = planNodePool("prod", intentOf());
        expect(rolesOf(none)).toEqual([]);
        expect(none.findings).toMatchObject([
            { code: "node-pool-missing", severity: "error", path: "gateway.nodePool" },
        ]);
    });
});
