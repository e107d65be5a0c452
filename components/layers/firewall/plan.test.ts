import { describe, expect, it } from "vitest";
import { intentOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { at, comesAfter, difference, inputsOf, rolesOf } from "../../testing/planned";
import { planFirewall } from "./plan";

const plan = planFirewall("prod", intentOf());
const { externalServices, firewall, gateway } = perimeterArgs();

const gatewayDenies = ["gateway-deny-10.0.64.0_28", "gateway-deny-10.0.64.16_28"];

function policies(roles: readonly string[]) {
    return roles.filter((role) => role.startsWith("accept-") || role.includes("-deny"));
}

describe("the firewall at the NAT boundary", () => {
    it("is strict, open, and before the route that it stands in", () => {
        expect(inputsOf(plan, "nat-firewall")).toMatchObject({
            strictMode: 1,
            firewallSwitch: "open",
            proxyName: "egress_prod",
            regionNo: "cn-hangzhou",
            vswitchCidr: "10.0.64.48/28",
            natRouteEntryLists: [{ routeTableId: { of: "natGateway", output: "routeTableId" } }],
        });
    });

    it("denies the gateway first, then accepts, then denies the cluster", () => {
        expect(policies(rolesOf(plan))).toEqual([
            ...gatewayDenies,
            "accept-hosts-443",
            "accept-infrastructure-registry-domain-443",
            "cluster-deny",
        ]);
        for (const role of gatewayDenies) {
            expect(comesAfter(plan, "accept-hosts-443")).toContain(role);
        }
        expect(comesAfter(plan, "cluster-deny")).toEqual(
            new Set(rolesOf(plan).filter((role) => role !== "cluster-deny")),
        );
    });

    it("makes every policy at the lowest position, so that a new accept does nothing before it is pinned", () => {
        for (const role of policies(rolesOf(plan))) {
            expect(at(plan, role)).toMatchObject({ inputs: { newOrder: "-1" }, ignoreChanges: ["newOrder"] });
        }
    });

    it("pins the accepts one after the other, from the top", () => {
        expect(inputsOf(plan, "order-hosts-443").order).toBe("1");
        expect(inputsOf(plan, "order-infrastructure-registry-domain-443").order).toBe("2");
        expect(comesAfter(plan, "order-infrastructure-registry-domain-443")).toContain("order-hosts-443");
    });

    it("denies everything: any destination, protocol, port", () => {
        for (const role of [...gatewayDenies, "cluster-deny"]) {
            expect(inputsOf(plan, role)).toMatchObject({
                aclAction: "drop",
                destination: "0.0.0.0/0",
                proto: "ANY",
                applicationNameLists: ["ANY"],
            });
        }
    });

    it("lets the gateway's range reach declared hosts by TLS on their port, and by nothing else", () => {
        expect(inputsOf(plan, "accept-hosts-443")).toMatchObject({
            sourceType: "group",
            source: "asm-egress-prod-gateway",
            destinationType: "group",
            destination: "asm-egress-prod-hosts-443",
            proto: "TCP",
            applicationNameLists: ["HTTPS"],
            destPort: "443/443",
        });
        expect(inputsOf(plan, "accept-hosts-443")).not.toHaveProperty("domainResolveType");
        expect(inputsOf(plan, "book-gateway").addressLists).toEqual(["10.0.64.0/28", "10.0.64.16/28"]);
    });

    it("grants infrastructure to the nodes' range only", () => {
        expect(inputsOf(plan, "accept-infrastructure-registry-domain-443").source).toBe("asm-egress-prod-nodes");
        expect(inputsOf(plan, "book-nodes").addressLists).toEqual(["10.0.0.0/20"]);
    });

    it("says that every policy needs its books, because policies name books by text", () => {
        expect(comesAfter(plan, "accept-hosts-443")).toContain("book-hosts-443");
        expect(comesAfter(plan, "cluster-deny")).toContain("book-cluster");
    });

    it("grants addresses beside names, each with its own rule", () => {
        const mixed = [{ name: "time", hosts: ["ntp.aliyun.com"], addresses: ["203.107.6.88"], ports: [443, 8443] }];
        const roles = policies(rolesOf(planFirewall("prod", intentOf({ infrastructure: mixed }))));
        expect(roles.filter((role) => role.includes("time"))).toEqual([
            "accept-infrastructure-time-domain-443",
            "accept-infrastructure-time-ip-443",
            "accept-infrastructure-time-domain-8443",
            "accept-infrastructure-time-ip-8443",
        ]);
    });

    it("leaves the cluster alone only where that is written", () => {
        const open = planFirewall("prod", intentOf({ firewall: { ...firewall, fenceCluster: false } }));
        expect(difference(plan, open)).toEqual({ added: [], removed: ["book-cluster", "cluster-deny"], changed: [] });
    });
});

it("a changed range of the gateway gets a new deny, and the old range keeps its own until the end", () => {
    const subnets = [{ zoneId: "cn-hangzhou-h", cidrBlock: "10.0.65.0/28" }, ...gateway.subnets.slice(1)];
    const moved = planFirewall("prod", intentOf({ gateway: { subnets } }));
    expect(difference(plan, moved)).toEqual({
        added: ["gateway-deny-10.0.65.0_28"],
        removed: ["gateway-deny-10.0.64.0_28"],
        changed: ["book-gateway"],
    });
});

describe("one more host", () => {
    it("changes one address book and nothing else", () => {
        const more = externalServices.map((service) => ({
            ...service,
            hosts: [...service.hosts, `new.${service.name}.example`],
        }));
        expect(difference(plan, planFirewall("prod", intentOf({ externalServices: more })))).toEqual({
            added: [],
            removed: [],
            changed: ["book-hosts-443"],
        });
    });

    it("keeps the book sorted and without repetition", () => {
        const shared = [
            ...externalServices,
            { name: "again", hosts: ["api.stripe.com"], clients: [{ namespace: "shop" }] },
        ];
        expect(
            inputsOf(planFirewall("prod", intentOf({ externalServices: shared })), "book-hosts-443").addressLists,
        ).toEqual(["api.stripe.com", "files.stripe.com", "maps.example.com"]);
    });

    it("on another port calls for a rule of its own, by SSL", () => {
        const bank = {
            name: "bank",
            hosts: ["b.example.com"],
            clients: [{ namespace: "shop" }],
            ports: [{ number: 8443 }],
        };
        const more = planFirewall("prod", intentOf({ externalServices: [...externalServices, bank] }));
        expect(inputsOf(more, "accept-hosts-8443")).toMatchObject({
            applicationNameLists: ["SSL"],
            destPort: "8443/8443",
        });
        expect(inputsOf(more, "order-hosts-8443").order).toBe("2");
    });
});

it("more hosts than an address book holds are a finding before anything is made", () => {
    const services = Array.from({ length: 9 }, (_, index) => ({
        name: `s${index}`,
        hosts: Array.from({ length: 250 }, (_, host) => `h${host}.s${index}.example.com`),
        clients: [{ namespace: "shop" }],
    }));
    expect(planFirewall("prod", intentOf({ externalServices: services })).findings).toMatchObject([
        { code: "address-book-full", severity: "error" },
    ]);
});
