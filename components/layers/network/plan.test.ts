import { describe, expect, it } from "vitest";
import { type EgressLogging, type Gateway, Placement, Route, SecurityGroupKind, TlsMode } from "../../intent/args";
import { intentOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { at, comesAfter, difference, inputsOf, rolesOf } from "../../testing/planned";
import type { LayerPlan } from "../plan";
import { planExit } from "./exit/plan";
import { planNatGateway } from "./nat-gateway/plan";
import { planNetwork } from "./plan";

const plan = planNetwork("prod", intentOf());
const given = { id: "ngw-1", snatTableId: "stb-1", routeTableId: "vtb-1", addresses: ["203.0.113.1"] };

describe("a made NAT gateway", () => {
    const nat = planNatGateway("prod", intentOf());

    it("has a route table that leads to it", () => {
        expect(rolesOf(nat).filter((role) => /route/.test(role))).toEqual(["route-table", "default-route"]);
        expect(inputsOf(nat, "default-route")).toMatchObject({ destinationCidrblock: "0.0.0.0/0" });
    });

    it("stands in a vSwitch of its own, so that the gateway's range can change beside it", () => {
        expect(comesAfter(nat, "gateway")).toEqual(new Set(["vswitch"]));
    });

    it("and its addresses are protected, at Alibaba Cloud and in Pulumi", () => {
        for (const role of ["gateway", "public-address-1", "public-address-2"]) {
            expect(at(nat, role)).toMatchObject({ protect: true, inputs: { deletionProtection: true } });
        }
    });

    it("and its addresses are not protected where that is written", () => {
        const { internet } = perimeterArgs();
        const open = planNatGateway("prod", intentOf({ internet: { ...internet, protectAddresses: false } }));
        expect(at(open, "gateway")).toMatchObject({ protect: false, inputs: { deletionProtection: false } });
    });

    it("keeps its addresses when one more is asked for", () => {
        const { internet } = perimeterArgs();
        const more = planNatGateway("prod", intentOf({ internet: { ...internet, publicAddresses: 3 } }));
        expect(difference(nat, more)).toEqual({
            added: ["public-address-3", "public-address-3-binding"],
            removed: [],
            changed: [],
        });
    });
});

it("a given NAT gateway gets nothing made", () => {
    expect(rolesOf(planNatGateway("prod", intentOf({ internet: { given } })))).toEqual([]);
});

it("the gateway's vSwitches, and no others, get the route to the NAT gateway", () => {
    expect(rolesOf(plan).filter((role) => role.startsWith("route-"))).toEqual([
        "route-attachment-cn-hangzhou-h",
        "route-attachment-cn-hangzhou-i",
    ]);
    expect(inputsOf(plan, "route-attachment-cn-hangzhou-h")).toMatchObject({
        routeTableId: { of: "natGateway", output: "routeTableId" },
    });
});

describe("the security group of the gateway", () => {
    const rules = rulesOf(plan);
    const outward = rules.filter(({ type }) => type === "egress");

    it("denies both directions before it has a rule", () => {
        expect(inputsOf(plan, "security-group")).toMatchObject({ securityGroupType: "enterprise" });
    });

    it("lets out to the declared ports only", () => {
        const accepted = outward.filter(({ policy, cidrIp }) => policy === "accept" && cidrIp === "0.0.0.0/0");
        expect(accepted).toMatchObject([{ ipProtocol: "tcp", portRange: "443/443" }]);
    });

    it.each(["100.64.0.0/10", "169.254.0.0/16", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"])(
        "closes %s above the declared ports",
        (range) => {
            const closed = outward.find(({ cidrIp, policy }) => cidrIp === range && policy === "drop");
            const open = outward.find(({ cidrIp, policy }) => cidrIp === "0.0.0.0/0" && policy === "accept");
            expect(closed).toMatchObject({ ipProtocol: "all", portRange: "-1/-1" });
            expect(Number(closed?.priority)).toBeLessThan(Number(open?.priority));
        },
    );

    it("closes everything else, IPv6 too, with the lowest priority", () => {
        expect(outward.filter(({ priority }) => priority === 100)).toMatchObject([
            { policy: "drop", cidrIp: "0.0.0.0/0" },
            { policy: "drop", ipv6CidrIp: "::/0" },
        ]);
    });

    it("lets DNS and the mesh control plane win over the closed ranges", () => {
        const winning = outward.filter(({ priority }) => priority === 1);
        expect(winning.every(({ policy }) => policy === "accept")).toBe(true);
        expect(new Set(winning.map(({ portRange }) => portRange))).toEqual(new Set(["15012/15012", "53/53"]));
    });

    it("lets in from the cluster only, to the gateway's ports only", () => {
        const inward = rules.filter(({ type }) => type === "ingress");
        expect(new Set(inward.map(({ portRange }) => portRange))).toEqual(new Set(["8443/8443", "15021/15021"]));
        const from = (port: string) => inward.filter(({ portRange }) => portRange === port).map(({ cidrIp }) => cidrIp);
        expect(from("8443/8443")).toEqual(["10.0.0.0/20", "10.0.128.0/17"]);
        expect(from("15021/15021")).toEqual(["10.0.0.0/20"]);
    });

    it("lets the cluster in on every port that the gateway listens on, and opens nothing for what goes another way", () => {
        const { externalServices } = perimeterArgs();
        const passed = { name: "bank", hosts: ["b.example.com"], clients: [{ namespace: "shop" }] };
        const added = (change: object) =>
            difference(
                plan,
                planNetwork("prod", intentOf({ externalServices: [...externalServices, { ...passed, ...change }] })),
            ).added;
        expect(added({ tls: { mode: TlsMode.Passthrough } })).toEqual([
            "security-group-callers-8444-10.0.0.0_20",
            "security-group-callers-8444-10.0.128.0_17",
        ]);
        expect(added({ route: Route.Sidecar, addresses: ["172.20.0.0/24"], ports: [{ number: 9000 }] })).toEqual([]);
    });

    it("has one more rule for one more port, and no change otherwise", () => {
        const { externalServices } = perimeterArgs();
        const bank = {
            name: "bank",
            hosts: ["b.example.com"],
            clients: [{ namespace: "shop" }],
            ports: [{ number: 8443 }],
        };
        const more = planNetwork("prod", intentOf({ externalServices: [...externalServices, bank] }));
        expect(difference(plan, more)).toEqual({
            added: ["security-group-out-8443-0.0.0.0_0"],
            removed: [],
            changed: [],
        });
    });

    it("has one rule where two lists name one range", () => {
        const { cluster } = perimeterArgs();
        const same = planNetwork("prod", intentOf({ cluster: { ...cluster, podCidrs: cluster.nodeCidrs } }));
        expect(new Set(rolesOf(same)).size).toBe(rolesOf(same).length);
    });
});

describe("the security group of a gateway on the host network", () => {
    const { gateway } = perimeterArgs();
    const nodePool = { instanceTypes: ["ecs.g7.large"] };
    const onNodes = networkOf({ placement: Placement.HostNetwork, nodePool });
    const rules = rulesOf(onNodes);
    const outward = rules.filter(({ type }) => type === "egress");
    const inward = rules.filter(({ type }) => type === "ingress");

    function networkOf(change: Partial<Gateway>) {
        return planNetwork("prod", intentOf({ gateway: { ...gateway, ...change } }));
    }

    it("lets the nodes reach DNS, metadata and internal endpoints, and no drop says otherwise", () => {
        expect(outward.filter(({ cidrIp }) => cidrIp === "100.64.0.0/10")).toMatchObject([
            { policy: "accept", ipProtocol: "all", priority: 1 },
        ]);
    });

    it("lets the nodes reach their cluster, and it alone of the private ranges", () => {
        const open = outward.filter(({ policy, ipProtocol }) => policy === "accept" && ipProtocol === "all");
        expect(open.map(({ cidrIp }) => cidrIp).sort()).toEqual([
            "10.0.0.0/20",
            "10.0.128.0/17",
            "100.64.0.0/10",
            "172.16.0.0/16",
        ]);
        const closed = outward.filter(({ policy, priority }) => policy === "drop" && priority === 10);
        expect(closed.map(({ cidrIp }) => cidrIp)).toEqual([
            "10.0.0.0/8",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
        ]);
    });

    it("still lets out to the declared ports only, and closes everything else", () => {
        const everywhere = outward.filter(({ cidrIp, ipv6CidrIp }) => cidrIp === "0.0.0.0/0" || ipv6CidrIp === "::/0");
        expect(everywhere).toMatchObject([
            { policy: "accept", portRange: "443/443", priority: 20 },
            { policy: "drop", ipProtocol: "all", priority: 100 },
            { policy: "drop", ipProtocol: "all", priority: 100, ipv6CidrIp: "::/0" },
        ]);
    });

    it("lets the cluster in to the gateway's port and the kubelet's, and nobody to any other", () => {
        expect(new Set(inward.map(({ portRange }) => portRange))).toEqual(new Set(["8443/8443", "10250/10250"]));
        const ranges = inward.filter(({ portRange }) => portRange === "10250/10250").map(({ cidrIp }) => cidrIp);
        expect(ranges).toEqual(["10.0.0.0/20", "10.0.128.0/17"]);
        expect(inward.some(({ cidrIp }) => cidrIp === "0.0.0.0/0")).toBe(false);
    });

    it("is not that open beside dedicated ENIs, whose nodes have a group of their own", () => {
        const beside = networkOf({ nodePool: { ...nodePool, vswitchIds: ["vsw-node"] } });
        expect(rulesOf(beside)).toEqual(rulesOf(plan));
        expect(JSON.stringify(rulesOf(beside))).not.toContain("10250");
    });
});

describe("a security group of the normal kind", () => {
    const { gateway } = perimeterArgs();
    const normal = planNetwork("prod", intentOf({ gateway: { ...gateway, securityGroup: SecurityGroupKind.Normal } }));

    it("has exactly the rules of the other kind, of which the last ones deny everything else", () => {
        expect(difference(plan, normal)).toEqual({ added: [], removed: [], changed: ["security-group"] });
    });

    it("does not let its members reach each other", () => {
        expect(inputsOf(normal, "security-group")).toMatchObject({
            securityGroupType: "normal",
            innerAccessPolicy: "Drop",
        });
        expect(inputsOf(plan, "security-group")).not.toHaveProperty("innerAccessPolicy");
    });
});

describe("the way out", () => {
    const exit = planExit("prod", intentOf());

    it("is one SNAT entry a vSwitch, with every address, after the rules have settled", () => {
        expect(rolesOf(exit)).toEqual(["snat-cn-hangzhou-h", "snat-cn-hangzhou-i"]);
        expect(at(exit, "snat-cn-hangzhou-h")).toMatchObject({
            settleSeconds: 180,
            inputs: { snatIp: { of: "natGateway", output: "publicAddresses" } },
        });
    });

    it("is never by CIDR: a range could cover somebody else's vSwitch", () => {
        for (const { inputs } of exit.resources) {
            expect(inputs).not.toHaveProperty("sourceCidr");
        }
    });
});

function rulesOf({ resources }: LayerPlan): Record<string, unknown>[] {
    return resources
        .filter(({ type }) => type.endsWith(":SecurityGroupRule"))
        .map(({ inputs }) => inputs as Record<string, unknown>);
}

it("the gateway reaches the Pods that take its traces, on their port and in the cluster's range only", () => {
    const traced = (tracing: object) => planNetwork("prod", intentOf({ telemetry: { tracing } as EgressLogging }));
    expect(difference(plan, traced({ samplingPercentage: 1, podPort: 9411 }))).toEqual({
        added: ["security-group-traces-9411-10.0.128.0_17"],
        removed: [],
        changed: [],
    });
    expect(difference(plan, traced({ samplingPercentage: 1 }))).toEqual({ added: [], removed: [], changed: [] });
});

it("the gateway reaches an authorization service's Pods, on their port and in the cluster's range only", () => {
    const authorizers = [{ name: "opa", service: "authz.security.svc.cluster.local", port: 80, podPort: 9000 }];
    const asking = planNetwork("prod", intentOf({ authorizers }));
    expect(difference(plan, asking)).toEqual({
        added: ["security-group-authorizer-9000-10.0.128.0_17"],
        removed: [],
        changed: [],
    });
    expect(inputsOf(asking, "security-group-authorizer-9000-10.0.128.0_17")).toMatchObject({
        type: "egress",
        policy: "accept",
        ipProtocol: "tcp",
        portRange: "9000/9000",
        priority: 1,
        cidrIp: "10.0.128.0/17",
    });
});
