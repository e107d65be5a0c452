import { describe, expect, it } from "vitest";
import { type ExternalService, TlsMode } from "../../intent/args";
import { intentOf } from "../../testing/intent";
import { rolesOf, type Spec, specOf } from "../../testing/planned";
import { validateUpstream } from "../../testing/upstream-schemas";
import { planRoutes } from "./plan";

const hosts = ["bank.example.com"];
const tls = { mode: TlsMode.MutualOriginate };
const pay = { namespace: "shop", serviceAccount: "pay", credential: "shop-pay" };
const refunds = { namespace: "shop", serviceAccount: "refunds", credential: "shop-pay" };
const billing = { namespace: "billing", credential: "billing" };

function routes(...services: Partial<ExternalService>[]) {
    const externalServices = services.map((service, index) => ({ name: `s${index}`, hosts, tls, ...service }));
    const plan = planRoutes("prod", intentOf({ externalServices: externalServices as ExternalService[] }));
    plan.resources.forEach(validateUpstream);
    return plan;
}

function waysOf(plan: ReturnType<typeof routes>): { subset: string; identity: RegExp }[] {
    return specOf(plan, "route-bank.example.com").http.map((http: Spec) => ({
        subset: http.route[0].destination.subset,
        identity: new RegExp(`^(?:${http.match[0].headers["x-forwarded-client-cert"].regex})$`),
    }));
}

/** As Envoy writes it for a gateway. */
function header(uri: string): string {
    return `By=spiffe://cluster.local/ns/istio-system/sa/istio-eg;Hash=ab12;Cert="-----BEGIN%20CERT";Subject="";URI=${uri}`;
}

function shownTo(plan: ReturnType<typeof routes>, value: string): string[] {
    return waysOf(plan)
        .filter(({ identity }) => identity.test(value))
        .map(({ subset }) => subset);
}

const spiffe = "spiffe://cluster.local/ns";

describe("certificates of single clients", () => {
    const plan = routes({ clients: [pay, billing, refunds] });

    it.each([
        ["its own", header(`${spiffe}/shop/sa/pay`), ["shop-pay"]],
        ["that of its group", header(`${spiffe}/shop/sa/refunds`), ["shop-pay"]],
        ["that of its namespace", header(`${spiffe}/billing/sa/anyone`), ["billing"]],
        ["none, being another account", header(`${spiffe}/shop/sa/payer`), []],
        ["none, being in another namespace", header(`${spiffe}/shop2/sa/pay`), []],
        ["none, being of another mesh", header("spiffe://cluster.local.evil/ns/shop/sa/pay"), []],
        ["none, being of a like-named mesh", header("spiffe://clusterXlocal/ns/shop/sa/pay"), []],
        ["none, with a path behind the account", header(`${spiffe}/shop/sa/pay/x`), []],
        ["none, without a header", "", []],
        [
            "none, with a header of its own before the real one",
            `URI=${spiffe}/shop/sa/pay,${header(`${spiffe}/x/sa/y`)}`,
            [],
        ],
        [
            "none, with a header of its own that hides the real one",
            `${header(`${spiffe}/shop/sa/pay`)};x=",${header(`${spiffe}/x/sa/y`)}`,
            [],
        ],
    ])("show a caller %s", (_, value, subsets) => {
        expect(shownTo(plan, value)).toEqual(subsets);
    });

    it("stand in subsets of the host, with its name checked in each", () => {
        const { trafficPolicy, subsets } = specOf(plan, "tls-bank.example.com");
        const names = { sni: "bank.example.com", subjectAltNames: ["bank.example.com"] };
        const of = (credentialName: string) => ({
            name: credentialName,
            trafficPolicy: {
                portLevelSettings: [{ port: { number: 443 }, tls: { mode: "MUTUAL", credentialName, ...names } }],
            },
        });
        expect(subsets).toEqual([of("billing"), of("shop-pay")]);
        expect(trafficPolicy.portLevelSettings).toEqual([
            { port: { number: 443 }, tls: { mode: "SIMPLE", caCertificates: "system", ...names } },
        ]);
    });

    it("leave no way to the host without a subset, and remove the identity on every way", () => {
        const { http } = specOf(plan, "route-bank.example.com");
        for (const way of http) {
            expect(way.route).toEqual([
                { destination: { host: "bank.example.com", port: { number: 443 }, subset: expect.any(String) } },
            ]);
            expect(way.headers.request.remove).toContain("x-forwarded-client-cert");
        }
    });

    it("cost no object", () => {
        const shared = routes({ clients: [{ namespace: "shop" }], tls: { ...tls, credential: "c" } });
        expect(rolesOf(plan)).toEqual(rolesOf(shared));
        expect(specOf(shared, "tls-bank.example.com")).not.toHaveProperty("subsets");
    });

    it("have a way each on every port", () => {
        const { http } = specOf(
            routes({ clients: [pay, billing], ports: [{ number: 443 }, { number: 9000 }] }),
            "route-bank.example.com",
        );
        expect(http.map(({ match: [{ port }], route }: Spec) => [port, route[0].destination.subset])).toEqual([
            [8443, "billing"],
            [8443, "shop-pay"],
            [24_000, "billing"],
            [24_000, "shop-pay"],
        ]);
    });

    it("are those of the clients of every service that names the host, in whatever order they are written", () => {
        const two = routes({ clients: [pay] }, { clients: [billing] });
        expect(waysOf(two).map(({ subset }) => subset)).toEqual(["billing", "shop-pay"]);
        expect(shownTo(two, header(`${spiffe}/shop/sa/pay`))).toEqual(["shop-pay"]);
        expect(routes({ clients: [refunds, billing, pay] }).resources).toEqual(plan.resources);
    });
});
