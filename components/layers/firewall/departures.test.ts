import { describe, expect, it } from "vitest";
import {
    type ExternalService,
    FirewallBoundary,
    FirewallEdition,
    PortProtocol,
    Route,
    TlsMode,
} from "../../intent/args";
import { intentOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { inputsOf, rolesOf } from "../../testing/planned";
import { planFirewall } from "./plan";

const clients = [{ namespace: "shop" }];
const everywhere = {
    ...perimeterArgs().firewall,
    boundaries: [FirewallBoundary.Nat, FirewallBoundary.Internet, FirewallBoundary.Vpc],
    edition: FirewallEdition.Enterprise,
    given: { vpcFirewallId: "vfw-1" },
};

function firewallFor(service: Partial<ExternalService>, change: object = {}) {
    const externalServices = [{ name: "s", clients, ...service }];
    return planFirewall("prod", intentOf({ externalServices, infrastructure: [], firewall: everywhere, ...change }));
}

function accepts(service: Partial<ExternalService>) {
    const plan = firewallFor(service);
    const roles = rolesOf(plan).filter((role) => /^(internet-|vpc-)?accept-/.test(role));
    return { plan, roles };
}

const tcp = [{ number: 5432, protocol: PortProtocol.Tcp }];

describe("what leaves the gateway is accepted as what it is:", () => {
    it.each<[string, Partial<ExternalService>, string, object, object]>([
        [
            "HTTPS by SNI",
            { hosts: ["a.example.com"] },
            "hosts-443",
            { applicationNameLists: ["HTTPS"] },
            { applicationName: "HTTPS", domainResolveType: "FQDN" },
        ],
        [
            "TLS of the application by SNI, on a port of its own",
            { hosts: ["a.example.com"], ports: [{ number: 8443 }], tls: { mode: TlsMode.Passthrough } },
            "hosts-8443",
            { applicationNameLists: ["SSL"] },
            { applicationName: "SSL", domainResolveType: "FQDN" },
        ],
        [
            "plain HTTP by Host",
            { hosts: ["a.example.com"], tls: { mode: TlsMode.Plaintext } },
            "http-hosts-80",
            { applicationNameLists: ["HTTP"] },
            { applicationName: "HTTP", domainResolveType: "FQDN" },
        ],
        [
            "bytes to a host by what it resolves to",
            { hosts: ["a.example.com"], addresses: ["203.0.113.0/24"], ports: tcp },
            "tcp-hosts-5432",
            { applicationNameLists: ["ANY"], domainResolveType: 1 },
            { applicationName: "ANY", domainResolveType: "DNS" },
        ],
        [
            "bytes to an address",
            { addresses: ["203.0.113.13"], ports: tcp },
            "tcp-addresses-5432",
            { applicationNameLists: ["ANY"] },
            { applicationName: "ANY" },
        ],
    ])("%s", (_, service, key, atNat, elsewhere) => {
        const { plan, roles } = accepts(service);
        expect(roles).toEqual([`accept-${key}`, `internet-accept-${key}`, `vpc-accept-${key}`]);
        expect(inputsOf(plan, `accept-${key}`)).toMatchObject(atNat);
        expect(inputsOf(plan, `internet-accept-${key}`)).toMatchObject(elsewhere);
        expect(inputsOf(plan, `vpc-accept-${key}`)).toMatchObject(elsewhere);
    });

    it("the server name that is sent, where it is not the host", () => {
        const { plan } = accepts({ hosts: ["a.example.com"], tls: { sni: "edge.example.com", acceptAppTls: true } });
        expect(inputsOf(plan, "book-hosts-443").addressLists).toEqual(["a.example.com", "edge.example.com"]);
    });

    it("an address, and not the port for everybody", () => {
        const { plan } = accepts({ addresses: ["203.0.113.13"], ports: tcp });
        expect(inputsOf(plan, "book-tcp-addresses-5432")).toMatchObject({
            groupType: "ip",
            addressLists: ["203.0.113.13/32"],
        });
    });
});

describe("what leaves from the workloads themselves", () => {
    const straight = { hosts: ["a.example.com"], route: Route.Sidecar, addresses: ["172.20.0.0/24"] };

    it("is accepted from the cluster, above its deny, where private sources are seen", () => {
        const { plan, roles } = accepts(straight);
        expect(roles).toEqual(["accept-sidecar-hosts-443", "vpc-accept-sidecar-hosts-443"]);
        expect(inputsOf(plan, "accept-sidecar-hosts-443")).toMatchObject({ source: "asm-egress-prod-cluster" });
        const order = rolesOf(plan);
        expect(order.indexOf("cluster-deny")).toBeGreaterThan(order.indexOf("order-sidecar-hosts-443"));
    });

    it("needs no rule where nothing denies the cluster", () => {
        const open = firewallFor(straight, { firewall: { ...everywhere, fenceCluster: false } });
        expect(rolesOf(open).filter((role) => role.includes("accept-"))).toEqual([]);
    });

    it("is bytes to the ranges that are dialled, whatever the host is", () => {
        const { plan } = accepts({ ...straight, addresses: ["172.20.0.0/16"], ports: tcp });
        expect(inputsOf(plan, "book-sidecar-tcp-addresses-5432").addressLists).toEqual(["172.20.0.0/16"]);
    });
});
