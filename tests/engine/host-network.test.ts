import { beforeAll, describe, expect, it } from "vitest";
import type { Leave } from "../../local/src/alicloud/account/can-leave";
import { publicWays } from "../../local/src/alicloud/account/node-pool";
import { changeAccount, readAccount } from "../../local/src/alicloud/account-file";
import type { OperationResult } from "../../local/src/engine/operation-result";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import { ApiClient } from "../../local/src/kubernetes/api-client";
import { readKubeconfig } from "../../local/src/kubernetes/kubeconfig";
import { perimeterWorld, positionOf, withoutSettling } from "../support/perimeter-world";
import { wayOut } from "../support/ways-out";

/** The gateway on nodes of its own, behind the NAT and the internet boundary. */
const { world, configure } = perimeterWorld("nodes", "Pulumi.staging.yaml");

let up: OperationResult;

beforeAll(async () => {
    configure(withoutSettling);
    up = await world.up();
}, 180_000);

function leaves(sourceIp: string, host: string): Leave {
    return wayOut(world, { sourceIp, host });
}

const GATEWAY_NODE = "10.16.48.5";

it("goes up and says that nodes keep the metadata service", () => {
    expect(up.errors).toEqual([]);
    expect(up.warnings.join("\n")).toContain("host-network-keeps-metadata-open");
});

describe("the gateway's nodes", () => {
    it("are there before the gateway, tainted, and have no public address by any way", () => {
        expect(positionOf(up, "create", "nodes-node-pool-node-pool")).toBeLessThan(
            positionOf(up, "create", "nodes-gateway-gateway"),
        );
        const [pool] = Object.values(readAccount(world.layout.cloudFile).nodePools);
        expect(pool).toBeDefined();
        expect(publicWays(pool as NonNullable<typeof pool>)).toEqual([]);
        expect(JSON.stringify(pool)).toContain("NoExecute");
    });

    it("are where alone the gateway's Pods may run, on the nodes' own network", async () => {
        const client = new ApiClient(readKubeconfig(world.layout.kubeconfig.admin));
        const gateway = await client.get(
            "/apis/istio.alibabacloud.com/v1beta1/namespaces/istio-system/istiogateways/egress-nodes",
        );
        client.close();
        expect(gateway).toMatchObject({ spec: { hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" } });
        expect(JSON.stringify(gateway)).toContain("tolerations");
    });
});

describe("two boundaries", () => {
    it("let out what is declared, and nothing else", () => {
        expect(leaves(GATEWAY_NODE, "api.stripe.com")).toMatchObject({ allowed: true });
        expect(leaves(GATEWAY_NODE, "evil.example")).toMatchObject({ allowed: false });
        expect(leaves("10.16.0.5", "api.stripe.com")).toMatchObject({ allowed: false });
    });

    it("each hold alone: without the NAT boundary the internet boundary still refuses what is not declared", () => {
        changeAccount(world.layout.cloudFile, (account) => {
            account.natFirewallPolicies = {};
        });
        expect(leaves(GATEWAY_NODE, "api.stripe.com")).toMatchObject({ allowed: true });
        const refused = leaves(GATEWAY_NODE, "evil.example");
        expect(refused).toMatchObject({ allowed: false });
        expect(refused.reason).toContain("internet boundary");
    });

    it("come back when somebody took one away by hand", async () => {
        const repaired = await world.up({ refresh: true });
        expect(repaired.errors).toEqual([]);
        expect(leaves(GATEWAY_NODE, "evil.example").reason).toContain("NAT boundary");
    }, 120_000);
});

it("goes down to nothing", async () => {
    const destroyed = await world.destroy();
    expect(destroyed.errors).toEqual([]);
    expect(isEmptyOfOurs(await world.status())).toBe(true);
}, 120_000);
