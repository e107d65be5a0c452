import { describe, expect, it } from "vitest";
import { findingsOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { type Client, type ExternalService, Route } from "../args";

const hosts = ["api.example.com"];
const payments = { namespace: "billing", serviceAccount: "payments" };
const at = (service: number, client: number) => `externalServices[${service}].clients[${client}].sourceCidrs`;

function found(...services: (Client[] | Partial<ExternalService>)[]): string[] {
    const externalServices = services.map((service, index) => ({
        name: `s${index}`,
        hosts,
        clients: [],
        ...(Array.isArray(service) ? { clients: service } : service),
    }));
    return findingsOf(perimeterArgs({ externalServices }));
}

describe("ranges that a client calls from", () => {
    it.each<[string, string[], string[]]>([
        ["inside the Pods' are sound", ["10.0.129.0/24", "10.0.130.0/24"], []],
        ["may be one address", ["10.0.129.7"], []],
        ["are at least one", [], [`out-of-bounds ${at(0, 0)}`]],
        ["are not the nodes'", ["10.0.0.0/24"], [`source-outside-the-pods ${at(0, 0)}[0]`]],
        [
            "are not wider than the Pods'",
            ["10.0.0.0/16"],
            [`source-outside-the-pods ${at(0, 0)}[0]`, `source-ranges-of-every-pod ${at(0, 0)}`],
        ],
        ["are not outside", ["203.0.113.0/24"], [`source-outside-the-pods ${at(0, 0)}[0]`]],
        ["are not IPv6", ["2001:db8::/64"], [`range-ipv6 ${at(0, 0)}[0]`]],
        ["are ranges", ["payments"], [`cidr-malformed ${at(0, 0)}[0]`]],
        ["are written once", ["10.0.129.0/24", "10.0.129.0/24"], [`source-ranges-overlap ${at(0, 0)}[1]`]],
        ["do not overlap", ["10.0.129.128/25", "10.0.129.0/24"], [`source-ranges-overlap ${at(0, 0)}[1]`]],
        ["say something", ["10.0.128.0/17"], [`source-ranges-of-every-pod ${at(0, 0)}`]],
    ])("%s", (_, sourceCidrs, expected) => {
        expect(found([{ ...payments, sourceCidrs }])).toEqual(expected);
    });

    it("stand beside an identity: there is no client without a namespace", () => {
        expect(found([{ sourceCidrs: ["10.0.129.0/24"] } as never])).toEqual([
            "missing-property externalServices[0].clients[0].namespace",
        ]);
    });

    it("need a gateway that looks at them", () => {
        const clients = [{ ...payments, sourceCidrs: ["10.0.129.0/24"] }];
        expect(found({ route: Route.Sidecar, addresses: ["172.20.0.0/24"], clients })).toContain(
            `access-rules-unseen ${at(0, 0)}`,
        );
    });
});

describe("a client that another one covers", () => {
    const near = { sourceCidrs: ["10.0.129.0/24"] };
    const undone = (service: number, client: number) => `restriction-without-effect ${at(service, client)}`;

    it.each<[string, Client[][], string[]]>([
        ["from everywhere is not narrowed", [[{ ...payments, ...near }, { namespace: "billing" }]], [undone(0, 0)]],
        [
            "from everywhere by another external service is not narrowed",
            [[{ ...payments, ...near }], [{ ...payments }]],
            [undone(0, 0)],
        ],
        [
            "from elsewhere is not narrowed",
            [
                [
                    { ...payments, ...near },
                    { namespace: "billing", sourceCidrs: ["10.0.130.0/24"] },
                ],
            ],
            [undone(0, 0), undone(0, 1)],
        ],
        [
            "from a part of its ranges is narrowed",
            [
                [
                    { namespace: "billing", ...near },
                    { ...payments, sourceCidrs: ["10.0.129.0/25"] },
                ],
            ],
            [undone(0, 1)],
        ],
        [
            "from the same ranges is narrowed",
            [
                [
                    { ...payments, ...near },
                    { namespace: "billing", ...near },
                ],
            ],
            [],
        ],
        ["of another namespace is none of its business", [[{ ...payments, ...near }, { namespace: "shop" }]], []],
    ])("%s", (_, clients, expected) => {
        expect(found(...clients)).toEqual(expected);
    });
});
