import { describe, expect, it } from "vitest";
import {
    FirewallBoundary,
    FirewallEdition,
    NetworkPolicyEngine,
    Placement,
    PolicyEngine,
} from "../components/intent/args";
import { OutboundPolicy } from "../components/intent/args/namespaces";
import { planPerimeter } from "../components/perimeter-plan";
import { perimeterArgs } from "../components/testing/perimeter-args";
import { textOf } from "./support/markdown";
import { withFragment } from "./support/perimeter-fragment";

/** Perimeters that together have everything a perimeter can make. */
const PERIMETERS = [
    perimeterArgs(),
    withFragment({
        gateway: { placement: Placement.HostNetwork, nodePool: { instanceTypes: ["ecs.g7.xlarge"] } },
        firewall: {
            boundaries: [FirewallBoundary.Nat, FirewallBoundary.Internet, FirewallBoundary.Vpc],
            edition: FirewallEdition.Enterprise,
            manageAccountSettings: true,
            given: { vpcFirewallId: "vfw-1" },
        },
        jwtIssuers: [
            { name: "idp", issuer: "https://idp.internal", audiences: ["a"], jwksUri: "https://idp.example.com/k" },
        ],
        authorizers: [{ name: "opa", service: "authz.security.svc.cluster.local", port: 9000 }],
        externalServices: [
            {
                name: "maps",
                hosts: ["maps.example.com"],
                clients: [{ namespace: "shop" }],
                authorizer: "opa",
                jwt: { issuers: ["idp"] },
            },
        ],
    }),
    withFragment({
        mesh: {
            engine: PolicyEngine.AsmTrafficPolicy,
            outbound: OutboundPolicy.RegistryOnly,
            passInternalHeaders: true,
        },
    }),
];

const COMPONENTS: Record<string, string> = {
    nat: "EgressNatGateway",
    firewall: "FirewallAllowlist",
    network: "GatewayNetwork",
    exit: "InternetExit",
    "node-pool": "GatewayNodePool",
    authorizers: "EgressAuthorizers",
    access: "EgressAccess",
    telemetry: "EgressTelemetry",
    gateway: "EgressGateway",
    routes: "EgressRoutes",
    fence: "WorkloadFence",
    placement: "GatewayPlacement",
    "network-policy": "WorkloadNetworkPolicy",
    guard: "WorkloadGuard",
};

/** Kinds of what each layer makes, sorted. */
function kindsByComponent(): Record<string, string[]> {
    const made = PERIMETERS.map((args) => planPerimeter("prod", args)).flatMap(({ layers, findings }) => {
        expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
        return Object.entries(layers).map(([layer, { resources }]) => [layer, resources] as const);
    });
    return Object.fromEntries(
        Object.entries(COMPONENTS).map(([layer, component]) => {
            const types = made.filter(([name]) => name === layer).flatMap(([, resources]) => resources);
            return [component, [...new Set(types.map(({ type }) => type.split(":").at(-1) ?? ""))].sort()];
        }),
    );
}

describe.each(["docs/concepts.md", "docs/concepts.zh-CN.md"])("the table of components in %s", (page) => {
    it("says what each one makes, as the plans do", () => {
        const rows = [...textOf(page).matchAll(/^\| `(\w+)` +\|[^|]*\|([^|]*)\|$/gm)];
        const written = rows.map(([, component = "", kinds = ""]) => [
            component,
            [...kinds.matchAll(/`(\w+)`/g)].map(([, kind = ""]) => kind).sort(),
        ]);
        expect(Object.fromEntries(written)).toEqual(kindsByComponent());
    });
});

it("a host more is two objects more, and updates in place", () => {
    const [stripe, ...others] = perimeterArgs().externalServices;
    const more = { ...stripe, hosts: [...(stripe?.hosts ?? []), "connect.stripe.com"] };
    const before = typesByName(perimeterArgs());
    const after = typesByName(perimeterArgs({ externalServices: [more, ...others] as never }));
    const added = [...after].filter(([name]) => !before.has(name)).map(([, type]) => type.split(":").at(-1));
    expect(added.sort()).toEqual(["DestinationRule", "VirtualService"]);
    expect([...before.keys()].filter((name) => !after.has(name))).toEqual([]);
});

function typesByName(args: unknown): Map<string, string> {
    const { layers } = planPerimeter("prod", args);
    return new Map(
        Object.entries(layers).flatMap(([layer, { resources }]) =>
            resources.map(({ role, type }) => [`${layer}-${role}`, type] as const),
        ),
    );
}

it("without external services nothing is let out, and the fence stays", () => {
    const { layers, findings } = planPerimeter("prod", perimeterArgs({ externalServices: [], infrastructure: [] }));
    expect(findings).toEqual([]);
    const of = (layer: string) => layers[layer]?.resources ?? [];
    const actions = of("firewall").map(({ inputs }) => (inputs as { aclAction?: string }).aclAction);
    expect(actions.filter((action) => action === "accept")).toEqual([]);
    expect(actions.filter((action) => action === "drop").length).toBeGreaterThan(0);
    expect(of("access").map(({ role }) => role)).toEqual(["deny-all", "deny-methods"]);
    expect(of("network-policy")).toHaveLength(2);
    expect(perimeterArgs().cluster.networkPolicyEngine).toBe(NetworkPolicyEngine.Terway);
});
