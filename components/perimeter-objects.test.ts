import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { INTERNAL_HEADERS } from "./intent/internal-headers";
import { planAccess } from "./layers/access/plan";
import { planRoutes } from "./layers/mesh/plan";
import type { KubernetesObject } from "./resources/planned";
import { EVERY_MODE, ON_NEW_MESHES } from "./testing/every-mode";
import { intentOf } from "./testing/intent";
import { perimeterArgs } from "./testing/perimeter-args";
import type { Spec } from "./testing/planned";

interface MeshObject {
    readonly kind: string;
    readonly name: string;
    readonly spec: Spec;
}

function objects(): MeshObject[] {
    const mesh = { ...perimeterArgs().mesh, version: "1.31" };
    const intent = intentOf({ mesh, externalServices: [...EVERY_MODE, ...ON_NEW_MESHES] });
    const resources = [...planRoutes("prod", intent).resources, ...planAccess("prod", intent).resources];
    return resources.map(({ inputs }) => {
        const { kind, metadata, spec } = structuredClone(inputs) as KubernetesObject;
        return { kind, name: metadata.name, spec };
    });
}

function of(kind: string, all: readonly MeshObject[]): Spec[] {
    return all.filter((object) => object.kind === kind).map(({ spec }) => spec);
}

function tlsSettings(all: readonly MeshObject[]): Spec[] {
    return of("DestinationRule", all)
        .flatMap(({ trafficPolicy = {}, subsets = [] }) => [
            trafficPolicy,
            ...subsets.map((subset: Spec) => subset.trafficPolicy ?? {}),
        ])
        .flatMap((policy) => [policy, ...(policy.portLevelSettings ?? [])].flatMap(({ tls }) => tls ?? []));
}

/** The written addresses that a destination leads to; absent where the gateway resolves a host. */
function addressesOf({ host, subset }: Spec, all: readonly MeshObject[]): string[] | undefined {
    const entry = of("ServiceEntry", all).find((one) => one.hosts.includes(host) && one.resolution === "STATIC");
    const rule = of("DestinationRule", all).find((one) => one.host === host);
    const labels = rule?.subsets?.find(({ name }: Spec) => name === subset)?.labels;
    const chosen = (endpoint: Spec) => labels === undefined || isDeepStrictEqual(endpoint.labels, labels);
    return entry?.endpoints?.filter(chosen).map(({ address }: Spec) => address);
}

/**
 * What every object has to be like, whatever is declared: rules that were learned from real proxies. Each is tried on one
 * perimeter with every mode in it, and on that perimeter with the rule broken: what breaks the rule in
 * a list of objects, and how to break it.
 */
const RULES: [string, (all: readonly MeshObject[]) => unknown[], (all: MeshObject[]) => void][] = [
    [
        "a server name that is sent is a name that is checked",
        (all) =>
            tlsSettings(all).filter(
                ({ mode, sni, subjectAltNames }) =>
                    mode !== "ISTIO_MUTUAL" && sni !== undefined && subjectAltNames === undefined,
            ),
        (all) => {
            delete tlsSettings(all).find(({ mode }) => mode === "SIMPLE").subjectAltNames;
        },
    ],
    [
        "a server is checked against authorities that are written down",
        (all) =>
            tlsSettings(all).filter(
                ({ mode, caCertificates, credentialName }) =>
                    mode !== "ISTIO_MUTUAL" && caCertificates === undefined && credentialName === undefined,
            ),
        (all) => {
            delete tlsSettings(all).find(({ caCertificates }) => caCertificates).caCertificates;
        },
    ],
    [
        "what callers see resolves to nothing outside",
        (all) =>
            of("ServiceEntry", all).filter(
                ({ exportTo, resolution, location, workloadSelector }) =>
                    exportTo.includes("billing") &&
                    (resolution !== "STATIC" || location !== "MESH_INTERNAL" || workloadSelector === undefined),
            ),
        (all) => {
            of("ServiceEntry", all).find(({ exportTo }) => exportTo.includes("billing")).resolution = "DNS";
        },
    ],
    [
        "what the gateway sees is seen by nobody else",
        (all) =>
            of("ServiceEntry", all).filter(
                ({ exportTo, location }) => location === "MESH_EXTERNAL" && exportTo.join() !== "istio-system",
            ),
        (all) => {
            of("ServiceEntry", all).find(({ location }) => location === "MESH_EXTERNAL").exportTo = ["*"];
        },
    ],
    [
        "a route to addresses, which share an entry, leads to exactly one of them",
        (all) =>
            of("VirtualService", all)
                .flatMap(({ http = [], tcp = [] }) => [...http, ...tcp].flatMap(({ route }) => route))
                .map(({ destination }) => ({ destination, reached: addressesOf(destination, all) }))
                .filter(({ reached }) => reached !== undefined && reached.length !== 1),
        (all) => {
            const { tcp } = of("VirtualService", all).find(
                ({ hosts }) => hosts[0] === "address.tcp.asm-egress.internal",
            );
            delete tcp[0].route[0].destination.subset;
        },
    ],
    [
        "a server of the gateway that reads nothing has one host",
        (all) =>
            of("Gateway", all).flatMap(({ servers }) =>
                servers.filter(
                    ({ port, hosts }: Spec) => port.protocol === "TLS" && (hosts.length !== 1 || /[*]/.test(hosts[0])),
                ),
            ),
        (all) => {
            of("Gateway", all)[0]
                .servers.find(({ port }: Spec) => port.protocol === "TLS")
                .hosts.push("x.example.com");
        },
    ],
    [
        "no two servers of the gateway on one port have one host, and no two have one name",
        (all) =>
            of("Gateway", all).flatMap(({ servers }) =>
                servers.filter((server: Spec, index: number) =>
                    servers
                        .slice(0, index)
                        .some(
                            ({ port, hosts }: Spec) =>
                                port.name === server.port.name ||
                                (port.number === server.port.number && hosts.join() === server.hosts.join()),
                        ),
                ),
            ),
        (all) => {
            const { servers } = of("Gateway", all)[0];
            servers.push(servers[0]);
        },
    ],
    [
        "the gateway takes mutual TLS only",
        (all) =>
            of("Gateway", all).flatMap(({ servers }) => servers.filter(({ tls }: Spec) => tls.mode !== "ISTIO_MUTUAL")),
        (all) => {
            of("Gateway", all)[0].servers[0].tls = { mode: "PASSTHROUGH" };
        },
    ],
    [
        "internal headers are removed on every route of requests",
        (all) =>
            of("VirtualService", all).flatMap(({ http }) =>
                (http ?? []).filter(
                    ({ headers }: Spec) => !INTERNAL_HEADERS.every((name) => headers?.request.remove.includes(name)),
                ),
            ),
        (all) => {
            delete of("VirtualService", all).find(({ http }) => http?.length === 2).http[1].headers;
        },
    ],
    [
        "a route is the gateway's and not the mesh's",
        (all) => of("VirtualService", all).filter(({ gateways }) => gateways?.join() !== "istio-system/egress-prod"),
        (all) => {
            of("VirtualService", all)[0].gateways.push("mesh");
        },
    ],
    [
        "a host is allowed with and without a port in the Host header",
        (all) =>
            of("AuthorizationPolicy", all)
                .flatMap(({ rules }) => rules ?? [])
                .flatMap(({ to }) => to ?? [])
                .flatMap(({ operation }) => operation.hosts ?? [])
                .filter(
                    (host: string, _: number, hosts: string[]) =>
                        !host.endsWith(":*") && !host.startsWith("*.") && !hosts.includes(`${host}:*`),
                ),
        (all) => {
            const { hosts } = of("AuthorizationPolicy", all).find(({ rules }) => rules?.[0].to[0].operation.hosts)
                .rules[0].to[0].operation;
            hosts.splice(1, 1);
        },
    ],
    [
        "below a wildcard nobody chooses the port outside by the Host header",
        (all) =>
            of("AuthorizationPolicy", all)
                .flatMap(({ rules }) => rules ?? [])
                .flatMap(({ to }) => to ?? [])
                .flatMap(({ operation }) => operation.hosts ?? [])
                .filter((host: string) => host.startsWith("*.") && host.endsWith(":*")),
        (all) => {
            for (const { rules } of of("AuthorizationPolicy", all)) {
                rules?.[0].to[0].operation.hosts?.push("*.wild.example.com:*");
            }
        },
    ],
    [
        "whatever is allowed names who, and what",
        (all) =>
            of("AuthorizationPolicy", all)
                .filter(({ action }) => action === "ALLOW")
                .flatMap(({ rules }) => rules)
                .filter(
                    ({ from, to, when }) =>
                        !from?.every(({ source }: Spec) => source.principals?.length > 0) ||
                        !(to[0].operation.hosts ?? when),
                ),
        (all) => {
            delete of("AuthorizationPolicy", all).find(({ rules }) => rules?.[0].when).rules[0].when;
        },
    ],
];

describe("the objects of a perimeter with every mode", () => {
    it.each(RULES)("keep the rule: %s", (_, breaches) => {
        expect(breaches(objects())).toEqual([]);
    });

    it.each(RULES)("would be found to break the rule: %s", (_, breaches, spoil) => {
        const spoilt = objects();
        spoil(spoilt);
        expect(breaches(spoilt).length).toBeGreaterThan(0);
    });

    it("have a route for every server of the gateway that reads nothing", () => {
        const all = objects();
        const served = of("Gateway", all).flatMap(({ servers }) =>
            servers
                .filter(({ port }: Spec) => port.protocol === "TLS")
                .map(({ port, hosts }: Spec) => `${hosts[0].replace("istio-egress/", "")} ${port.number}`),
        );
        const routed = of("VirtualService", all).flatMap(({ hosts, tcp: routes }) =>
            (routes ?? []).map(({ match }: Spec) => `${hosts[0]} ${match[0].port}`),
        );
        expect(served.sort()).toEqual(routed.sort());
        expect(served.length).toBeGreaterThan(4);
    });
});
