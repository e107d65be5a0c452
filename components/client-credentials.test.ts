import { expect, it } from "vitest";
import { TlsMode } from "./intent/args";
import { planPerimeter } from "./perimeter-plan";
import { perimeterArgs } from "./testing/perimeter-args";
import type { Spec } from "./testing/planned";

const hosts = ["bank.example.com"];
const tls = { mode: TlsMode.MutualOriginate };

const { layers } = planPerimeter(
    "prod",
    perimeterArgs({
        externalServices: [
            {
                name: "pays",
                hosts,
                tls,
                clients: [{ namespace: "shop", serviceAccount: "pay", credential: "shop-pay" }],
                requests: [{ methods: ["POST"] }],
            },
            { name: "bills", hosts, tls, clients: [{ namespace: "billing", credential: "billing" }] },
        ],
    }),
);

function specsOf(layer: typeof layers.routes, kind: string): Spec[] {
    return (layer?.resources ?? [])
        .map(({ inputs }) => inputs as Spec)
        .filter((object) => object.kind === kind)
        .map(({ spec }) => spec);
}

function mayCall(caller: string): boolean {
    return specsOf(layers.access, "AuthorizationPolicy")
        .filter(({ action }) => action === "ALLOW")
        .flatMap(({ rules }) => rules.flatMap((rule: Spec) => rule.from[0].source.principals as string[]))
        .some((one) => (one.endsWith("*") ? caller.startsWith(one.slice(0, -1)) : one === caller));
}

function shownTo(caller: string): string[] {
    const header = `By=spiffe://cluster.local/ns/istio-system/sa/istio-eg;Hash=ab;Subject="";URI=spiffe://${caller}`;
    return specsOf(layers.routes, "VirtualService")
        .flatMap(({ http }) => http)
        .filter(({ match }) => new RegExp(`^(?:${match[0].headers["x-forwarded-client-cert"].regex})$`).test(header))
        .map(({ route }) => route[0].destination.subset);
}

it.each<[string, string[]]>([
    ["cluster.local/ns/shop/sa/pay", ["shop-pay"]],
    ["cluster.local/ns/billing/sa/a", ["billing"]],
    ["cluster.local/ns/billing/sa/pay", ["billing"]],
    ["cluster.local/ns/shop/sa/refunds", []],
    ["cluster.local/ns/shop/sa/billing", []],
    ["cluster.local/ns/other/sa/pay", []],
    ["other.mesh/ns/shop/sa/pay", []],
])("%s may call a host with the certificates %j, and with no other", (caller, certificates) => {
    expect(shownTo(caller)).toEqual(certificates);
    expect(mayCall(caller)).toBe(certificates.length > 0);
});
