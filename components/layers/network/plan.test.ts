import { describe, expect, it } from "vitest";
import { intentOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { at, comesAfter, difference, inputsOf, rolesOf } from "../../testing/planned";
import { planExit, planNetwork } from "./plan";

const plan = planNetwork("prod", intentOf());
const given = { id: "ngw-1", snatTableId: "stb-1", routeTableId: "vtb-1", addresses: ["203.0.113.1"] };

describe("a made NAT gateway", () => {
    it("has a route table for the gateway's vSwitches alone", () => {
        expect(rolesOf(plan).filter((role) => role.startsWith("route-") || role === "default-route")).toEqual([
            "route-table",
            "default-route",
            "route-attachment-cn-hangzhou-h",
            "route-attachment-cn-hangzhou-i",
        ]);
        expect(inputsOf(plan, "default-route")).toMatchObject({ destinationCidrblock: "0.0.0.0/0" });
    });

    it("stands in a vSwitch of its own, so that the gateway's range can change under it", () => {
        expect(comesAfter(plan, "nat-gateway")).toEqual(new Set(["nat-vswitch"]));
    });

    it("and its addresses are protected, at Alibaba Cloud and in Pulumi", () => {
        for (const role of ["nat-gateway", "public-address-1", "public-address-2"]) {
            expect(at(plan, role)).toMatchObject({ protect: true, inputs: { deletionProtection: true } });
        }
    });

    it("and its addresses are not protected where that is written", () => {
        const { internet } = perimeterArgs();
        const open = planNetwork("prod", intentOf({ internet: { ...internet, protectAddresses: false } }));
        expect(at(open, "nat-gateway")).toMatchObject({ protect: false, inputs: { deletionProtection: false } });
    });

    it("keeps its addresses when one more is asked for", () => {
        const { internet } = perimeterArgs();
        const more = planNetwork("prod", intentOf({ internet: { ...internet, publicAddresses: 3 } }));
        expect(difference(plan, more)).toEqual({
            added: ["public-address-3", "public-address-3-binding"],
            removed: [],
            changed: [],
        });
    });
});

describe("a given NAT gateway", () => {
    const onGiven = planNetwork("prod", intentOf({ internet: { given } }));

    it("gets nothing made but attachments to its route table", () => {
        const made = rolesOf(onGiven).filter((role) => /nat|address|route/.test(role));
        expect(made).toEqual(["route-attachment-cn-hangzhou-h", "route-attachment-cn-hangzhou-i"]);
        expect(inputsOf(onGiven, "route-attachment-cn-hangzhou-h")).toMatchObject({
            routeTableId: { of: "natGateway", output: "routeTableId" },
        });
    });
});

describe("the security group of the gateway", () => {
    const rules = plan.resources
        .filter(({ type }) => type.endsWith(":SecurityGroupRule"))
        .map(({ inputs }) => inputs as Record<string, unknown>);
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
