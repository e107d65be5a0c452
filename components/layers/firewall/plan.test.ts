import { describe, expect, it } from "vitest";
import { DomainMatching, FirewallBoundary, FirewallEdition, TransportProtocol } from "../../intent/args";
import { findingsOf, intentOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { at, comesAfter, difference, inputsOf, rolesOf } from "../../testing/planned";
import { planFirewall } from "./plan";
import { quotaEstimates } from "./quota";

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

    it("stands in the system route table's route too, where that is named, and in no other", () => {
        const internet = { ...perimeterArgs().internet, systemRouteTableId: "vtb-system" };
        const guarded = planFirewall("prod", intentOf({ internet }));
        expect(difference(plan, guarded)).toEqual({ added: [], removed: [], changed: ["nat-firewall"] });
        const routes = inputsOf(guarded, "nat-firewall").natRouteEntryLists as { routeTableId: unknown }[];
        expect(routes.map(({ routeTableId }) => routeTableId)).toEqual([
            { kind: "reference", of: "natGateway", output: "routeTableId" },
            { kind: "reference", of: "systemRouteTable", output: "id" },
        ]);
        expect(routes.map((route) => ({ ...route, routeTableId: "" }))[0]).toEqual({ ...routes[1], routeTableId: "" });
        expect(inputsOf(plan, "nat-firewall").natRouteEntryLists).toHaveLength(1);
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

    it("say what a rule is for, by the names of the external services", () => {
        expect(inputsOf(plan, "accept-hosts-443").description).toBe("prod: maps, stripe");
        expect(inputsOf(plan, "accept-infrastructure-registry-domain-443").description).toBe(
            "prod: infrastructure registry",
        );
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

    it("grants UDP, and domains by address, where that is written", () => {
        const time = { name: "time", hosts: ["ntp.example.com"], ports: [123] };
        const infrastructure = [{ ...time, protocol: TransportProtocol.Udp, domainMatching: DomainMatching.Dns }];
        const everywhere = {
            ...firewall,
            boundaries: [FirewallBoundary.Nat, FirewallBoundary.Vpc],
            edition: FirewallEdition.Enterprise,
            given: { vpcFirewallId: "vfw-1" },
        };
        const granted = planFirewall("prod", intentOf({ infrastructure, firewall: everywhere }));
        expect(inputsOf(granted, "accept-infrastructure-time-domain-123")).toMatchObject({
            proto: "UDP",
            applicationNameLists: ["ANY"],
            domainResolveType: 1,
        });
        expect(inputsOf(granted, "vpc-accept-infrastructure-time-domain-123")).toMatchObject({
            proto: "UDP",
            applicationName: "ANY",
            domainResolveType: "DNS",
        });
    });

    it.each([
        [
            "that names nothing to read in UDP",
            { protocol: TransportProtocol.Udp },
            "domain-needs-a-name-in-the-request",
        ],
        ["whose domains are matched by address", { domainMatching: DomainMatching.Dns }, "domain-matched-by-address"],
        [
            "that has no domains to match",
            { hosts: undefined, addresses: ["203.0.113.1"], domainMatching: DomainMatching.Fqdn },
            "matching-without-hosts",
        ],
    ])("reports a grant %s", (_, change, code) => {
        const grant = { name: "time", hosts: ["ntp.example.com"], ports: [123], ...change };
        const written = Object.fromEntries(Object.entries(grant).filter(([, value]) => value !== undefined));
        expect(findingsOf(perimeterArgs({ infrastructure: [written as { name: string }] }))).toEqual([
            `${code} infrastructure[0].domainMatching`,
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

function manyServices(hosts: number, ports: number[] = [443]) {
    return ports.flatMap((port) =>
        Array.from({ length: Math.ceil(hosts / 250) }, (_, index) => ({
            name: `s${index}-${port}`,
            hosts: Array.from(
                { length: Math.min(250, hosts - index * 250) },
                (_unused, host) => `h${host}.s${index}-${port}.example.com`,
            ),
            clients: [{ namespace: "shop" }],
            ports: [{ number: port }],
        })),
    );
}

describe("2,500 hosts", () => {
    const many = planFirewall("prod", intentOf({ externalServices: manyServices(2500) }));

    it("are two address books and two rules, each pinned", () => {
        expect(rolesOf(many).filter((role) => role.includes("hosts-443"))).toEqual([
            "book-hosts-443-0",
            "book-hosts-443-1",
            "accept-hosts-443-0",
            "order-hosts-443-0",
            "accept-hosts-443-1",
            "order-hosts-443-1",
        ]);
    });

    it("grow by one in one book", () => {
        const [first, ...others] = manyServices(2500);
        const more = [{ ...first, hosts: [...(first?.hosts ?? []), "one.example.com"] }, ...others];
        const { added, removed, changed } = difference(
            many,
            planFirewall("prod", intentOf({ externalServices: more as typeof externalServices })),
        );
        expect({ added, removed, changed: changed.length }).toEqual({ added: [], removed: [], changed: 1 });
        expect(changed[0]).toMatch(/^book-hosts-443-[01]$/);
    });

    it("of one more external service change a book and what its rule says it is for", () => {
        const more = [
            ...manyServices(2500),
            { name: "one", hosts: ["one.example.com"], clients: [{ namespace: "shop" }] },
        ];
        const { added, removed, changed } = difference(
            many,
            planFirewall("prod", intentOf({ externalServices: more })),
        );
        expect({ added, removed }).toEqual({ added: [], removed: [] });
        expect(changed.map((role) => role.replace(/-[01]$/, ""))).toEqual(["book-hosts-443", "accept-hosts-443"]);
    });

    it("take a known part of the quota", () => {
        // Two gateway ranges × 2,500 hosts, one node range × one registry, two gateway denies, two ranges of the cluster.
        expect(quotaEstimates(intentOf({ externalServices: manyServices(2500) }))).toEqual([
            { boundary: "Nat", combinations: 5000 + 1 + 2 + 2 },
        ]);
    });
});

describe("the quota", () => {
    it("that is exceeded is an error before anything is made", () => {
        const { findings } = planFirewall("prod", intentOf({ externalServices: manyServices(5250) }));
        expect(findings).toMatchObject([
            { code: "firewall-quota-exceeded", severity: "error", path: "firewall.edition" },
        ]);
    });

    it("that is nearly used is a warning", () => {
        const { findings } = planFirewall("prod", intentOf({ externalServices: manyServices(4250) }));
        expect(findings).toMatchObject([{ code: "firewall-quota-nearly-used", severity: "warning" }]);
    });

    it("of a larger edition is no finding", () => {
        const larger = { ...firewall, edition: FirewallEdition.Enterprise };
        expect(
            planFirewall("prod", intentOf({ externalServices: manyServices(5250), firewall: larger })).findings,
        ).toEqual([]);
    });

    it("of pay-as-you-go is counted boundary by boundary", () => {
        const paid = { ...firewall, edition: FirewallEdition.PayAsYouGo };
        const { findings } = planFirewall("prod", intentOf({ externalServices: manyServices(1250), firewall: paid }));
        expect(findings).toMatchObject([{ code: "firewall-quota-exceeded", got: expect.stringContaining("2505") }]);
    });
});

describe("the internet boundary", () => {
    const internet = { ...firewall, boundaries: [FirewallBoundary.Nat, FirewallBoundary.Internet] };
    const managed = planFirewall("prod", intentOf({ firewall: { ...internet, manageAccountSettings: true } }));
    const unmanaged = planFirewall("prod", intentOf({ firewall: internet }));
    const at = (roles: readonly string[]) => roles.filter((role) => role.startsWith("internet-"));

    it("knows the gateway by its public addresses, and nobody else", () => {
        expect(at(rolesOf(managed))).toEqual([
            "internet-strict-mode",
            "internet-gateway-deny-public-address-1",
            "internet-gateway-deny-public-address-2",
            "internet-accept-hosts-443",
            "internet-order-hosts-443",
        ]);
        expect(inputsOf(managed, "internet-accept-hosts-443")).toMatchObject({
            source: "asm-egress-prod-public-addresses",
            applicationName: "HTTPS",
            domainResolveType: "FQDN",
        });
        expect(inputsOf(managed, "internet-gateway-deny-public-address-1")).toMatchObject({
            aclAction: "drop",
            sourceType: "net",
            source: { of: "publicAddresses", output: "1" },
        });
    });

    it("has its order as a number, where the NAT boundary has a text", () => {
        expect(inputsOf(managed, "internet-order-hosts-443").order).toBe(1);
        expect(inputsOf(managed, "order-hosts-443").order).toBe("1");
    });

    it("leaves strict mode and order of the account alone unless asked, and accepts before it denies", () => {
        expect(at(rolesOf(unmanaged))).toEqual([
            "internet-accept-hosts-443",
            "internet-gateway-deny-public-address-1",
            "internet-gateway-deny-public-address-2",
        ]);
        expect(comesAfter(unmanaged, "internet-gateway-deny-public-address-1")).toContain("internet-accept-hosts-443");
        expect(findingsOf(perimeterArgs({ firewall: internet }))).toEqual([
            "account-settings-not-managed firewall.manageAccountSettings",
        ]);
    });
});

describe("the VPC boundary", () => {
    const vpc = {
        ...firewall,
        boundaries: [FirewallBoundary.Nat, FirewallBoundary.Vpc],
        edition: FirewallEdition.Enterprise,
        given: { vpcFirewallId: "vfw-1" },
    };
    const guarded = planFirewall("prod", intentOf({ firewall: vpc }));

    it("has the rules of the NAT boundary in its own encoding, and strict mode before any of them", () => {
        expect(rolesOf(guarded).filter((role) => role.startsWith("vpc-"))).toEqual([
            "vpc-strict-mode",
            "vpc-gateway-deny-10.0.64.0_28",
            "vpc-gateway-deny-10.0.64.16_28",
            "vpc-accept-hosts-443",
            "vpc-order-hosts-443",
            "vpc-accept-infrastructure-registry-domain-443",
            "vpc-order-infrastructure-registry-domain-443",
            "vpc-cluster-deny",
        ]);
        expect(comesAfter(guarded, "vpc-gateway-deny-10.0.64.0_28")).toContain("vpc-strict-mode");
        expect(inputsOf(guarded, "vpc-order-hosts-443")).toMatchObject({
            order: "1",
            vpcFirewallId: { of: "vpcFirewall" },
        });
    });

    it.each([
        ["without the firewall that it is about", { given: undefined }, "vpc-firewall-not-given firewall.given"],
        ["in an edition without VPC firewalls", { edition: undefined }, "vpc-boundary-not-in-edition firewall.edition"],
        [
            "without the NAT boundary",
            { boundaries: [FirewallBoundary.Vpc] },
            "nat-boundary-missing firewall.boundaries",
        ],
    ])("is refused %s", (_, change, finding) => {
        const changed = Object.fromEntries(
            Object.entries({ ...vpc, ...change }).filter(([, value]) => value !== undefined),
        );
        expect(findingsOf(perimeterArgs({ firewall: changed as unknown as typeof vpc }))).toEqual([finding]);
    });
});
