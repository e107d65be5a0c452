import {
    type EgressPerimeterArgs,
    type ExternalAuthorizer,
    type ExternalService,
    type Firewall,
    type FirewallEdition,
    type Gateway,
    type GivenNodePool,
    type InfrastructureGrant,
    type Internet,
    type JwtIssuer,
    type Mesh,
    type NodePool,
    Placement,
    PortProtocol,
    type RequestRule,
    type Traffic,
} from "../../components/intent/args";
import type { Finding } from "../../components/intent/finding";
import type { Surroundings } from "../../components/layers/surroundings/facts";
import { type OwnParts, waysAround } from "../../components/layers/surroundings/ways-around";
import { importFindings } from "../../components/perimeter-import";
import { planPerimeter } from "../../components/perimeter-plan";
import { intentOf } from "../../components/testing/intent";
import { perimeterArgs } from "../../components/testing/perimeter-args";

/** Something that makes the package say findings. */
export type Provocation = () => readonly Finding[];

/** Sound args, to spread where a section is changed in part. */
export const base = perimeterArgs();

/** Sound args with this change, which may be of any shape: people write YAML. */
export function args(
    change: { readonly [Section in keyof EgressPerimeterArgs]?: unknown } & Record<string, unknown>,
): Provocation {
    return () => planPerimeter("prod", { ...base, ...change }).findings;
}

export function mesh(change: Partial<Mesh>): Provocation {
    return args({ mesh: { ...base.mesh, ...change } });
}

export function gateway(change: Partial<Gateway>): Provocation {
    return args({ gateway: { ...base.gateway, ...change } });
}

export function subnet(cidrBlock: string): Provocation {
    return gateway({ subnets: [inZoneH(cidrBlock)] });
}

export function inZoneH(cidrBlock: string): Gateway["subnets"][number] {
    return { zoneId: "cn-hangzhou-h", cidrBlock };
}

export const hostNetwork = {
    placement: Placement.HostNetwork,
    nodePool: { instanceTypes: ["ecs.g7.xlarge"] },
} satisfies Partial<Gateway>;

export function onNodes(change: Partial<Gateway>): Provocation {
    return gateway({ ...hostNetwork, ...change });
}

export function pool(placement: Placement, change: Partial<NodePool>): Provocation {
    return gateway({ placement, nodePool: { ...hostNetwork.nodePool, ...change } });
}

export const givenNodePool: GivenNodePool = {
    id: "np0123456789abcdef",
    taint: { key: "dedicated", value: "egress" },
    nodeCount: 3,
};

export function givenPool(change: Partial<GivenNodePool>): Provocation {
    return gateway({ givenNodePool: { ...givenNodePool, ...change } });
}

export function internet(change: Partial<Internet>): Provocation {
    return args({ internet: { ...base.internet, ...change } });
}

export const natGateway = {
    id: "ngw-1",
    snatTableId: "stb-1",
    routeTableId: "vtb-1",
    addresses: ["203.0.113.20"],
};

export const address = { allocationId: "eip-1", address: "203.0.113.20" };

export function firewall(change: Partial<Firewall>): Provocation {
    return args({ firewall: { ...base.firewall, ...change } });
}

export const givenFirewall = {
    internet: { given: natGateway },
    firewall: { given: { natFirewallId: "proxy-nat1" } },
};

/** As many services as one address book each takes. */
export function manyHosts(edition: FirewallEdition, count: number): Provocation {
    return args({
        firewall: { ...base.firewall, edition },
        externalServices: Array.from({ length: count }, (_, service) => ({
            ...sound,
            name: `many-${service}`,
            hosts: Array.from({ length: 250 }, (_, host) => `host-${host}.many-${service}.example.com`),
        })),
    });
}

export function fenced(change: object): Provocation {
    return args({ namespaces: [{ name: "billing", ...change }, { name: "shop" }] });
}

export const sound: ExternalService = {
    name: "stripe",
    hosts: ["api.stripe.com"],
    clients: [{ namespace: "billing" }],
};

export function service(change: Partial<ExternalService>): Provocation {
    return services(change);
}

export function services(...changes: Partial<ExternalService>[]): Provocation {
    const externalServices = changes.map((change, index) => ({ ...sound, name: `service-${index}`, ...change }));
    return args({ externalServices: changes.length === 1 ? [{ ...sound, ...changes[0] }] : externalServices });
}

export function wildcard(change: Partial<ExternalService>): Provocation {
    return args({
        mesh: { ...base.mesh, version: "1.31" },
        externalServices: [{ ...sound, hosts: ["*.stripe.com"], ...change }],
    });
}

export const postgres = { number: 5432, protocol: PortProtocol.Tcp };

export function tcp(change: Partial<ExternalService>): Provocation {
    return service({ ports: [postgres], ...change });
}

export function traffic(change: Traffic): Provocation {
    return service({ traffic: change });
}

export function rule(request: RequestRule): Provocation {
    return service({ requests: [request] });
}

export function issuer(change: Partial<JwtIssuer>): Provocation {
    const key = '{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwaaPJHURo"}';
    const jwks = `{"keys":[${key}]}`;
    return args({
        jwtIssuers: [{ name: "idp", issuer: "https://idp.internal", audiences: ["egress"], jwks, ...change }],
    });
}

export const opa = { name: "opa", service: "authz.security.svc.cluster.local", port: 9000 };

export function authorizer(change: Partial<ExternalAuthorizer>): Provocation {
    return args({ authorizers: [{ ...opa, ...change }] });
}

export function grant(change: Partial<InfrastructureGrant>): Provocation {
    return args({ infrastructure: [{ name: "time", ...change }] });
}

/** The perimeter's own NAT gateway, as a look-up sees it. */
export const mine = { id: "ngw-1", name: "prod-egress", intranet: false, snatEntries: [] };

/** The VPC's system route table, whose default route leads there. */
export function leadingTo(nexthopId: string) {
    const nexthopType = nexthopId.startsWith("ngw") ? "NatGateway" : "Instance";
    return {
        id: "vtb-1",
        system: true,
        vswitchIds: [],
        routes: [{ destination: "0.0.0.0/0", nexthopType, nexthopId }],
    };
}

/** What is seen around a sound perimeter, besides what is its own. */
export function around(seen: Partial<Surroundings>, own: Partial<OwnParts> = {}): Provocation {
    return () =>
        waysAround(
            intentOf(),
            { publicAddresses: [], unseen: [], ...seen },
            { natGatewayId: mine.id, natGatewayName: mine.name, ...own },
        );
}

export function imported(ids: object): Provocation {
    return () => importFindings("prod", base, ids, "import");
}
