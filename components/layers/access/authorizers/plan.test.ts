import { describe, expect, it } from "vitest";
import { AuthorizerProtocol, type ExternalAuthorizer, type ExternalService } from "../../../intent/args";
import { isAllowed } from "../../../testing/authorization";
import { findingsOf, intentOf } from "../../../testing/intent";
import { perimeterArgs } from "../../../testing/perimeter-args";
import { comesAfter, inputsOf, rolesOf } from "../../../testing/planned";
import { validateUpstream } from "../../../testing/upstream-schemas";
import { planAccess } from "../plan";
import { planAuthorizers } from "./plan";

const opa: ExternalAuthorizer = { name: "opa", service: "authz.security.svc.cluster.local", port: 9000 };
const stripe: ExternalService = {
    name: "stripe",
    hosts: ["api.stripe.com"],
    clients: [{ namespace: "billing", serviceAccount: "payments" }],
    authorizer: "opa",
};
const maps: ExternalService = { name: "maps", hosts: ["maps.example.com"], clients: [{ namespace: "shop" }] };

function config(change: Partial<ExternalAuthorizer> = {}): unknown {
    const plan = planAuthorizers("prod", intentOf({ authorizers: [{ ...opa, ...change }] }));
    return JSON.parse(String(inputsOf(plan, "provider-opa").config));
}

describe("an authorization service", () => {
    it("is made known to the mesh under a name with its type, and refuses where it does not answer", () => {
        const plan = planAuthorizers("prod", intentOf({ authorizers: [opa] }));
        expect(inputsOf(plan, "provider-opa")).toMatchObject({
            serviceMeshId: { kind: "reference", of: "mesh" },
            type: "httpextauth",
            extensionProviderName: "httpextauth-prod-opa",
        });
        expect(config()).toEqual({
            service: "authz.security.svc.cluster.local",
            port: 9000,
            timeout: "2s",
            failOpen: false,
            statusOnError: "403",
        });
    });

    it("gets and gives the headers that are written, over HTTP", () => {
        expect(
            config({
                pathPrefix: "/check",
                timeoutMilliseconds: 500,
                headersToAuthorizer: ["X-Ticket", "x-b-*"],
                headersToExternalService: ["x-user"],
                headersToWorkload: ["www-authenticate"],
            }),
        ).toMatchObject({
            timeout: "0.5s",
            pathPrefix: "/check",
            includeRequestHeadersInCheck: ["x-b-*", "x-ticket"],
            headersToUpstreamOnAllow: ["x-user"],
            headersToDownstreamOnDeny: ["www-authenticate"],
        });
    });

    it("may speak gRPC, under the type for that", () => {
        const plan = planAuthorizers(
            "prod",
            intentOf({ authorizers: [{ ...opa, protocol: AuthorizerProtocol.Grpc }] }),
        );
        expect(inputsOf(plan, "provider-opa")).toMatchObject({
            type: "grpcextauth",
            extensionProviderName: "grpcextauth-prod-opa",
        });
    });

    it.each<[string, Partial<ExternalAuthorizer>, string[]]>([
        ["outside the mesh", { service: "authz.example.com" }, ["authorizer-not-in-mesh authorizers[0].service"]],
        ["by its short name", { service: "authz" }, ["authorizer-not-in-mesh authorizers[0].service"]],
        ["with a long name", { name: "a".repeat(19) }, ["name-not-a-dns-label authorizers[0].name"]],
        ["with a status of success", { statusOnError: 200 }, ["out-of-bounds authorizers[0].statusOnError"]],
        ["with a relative prefix", { pathPrefix: "check" }, ["authorizer-path-not-absolute authorizers[0].pathPrefix"]],
        [
            "that sees every header",
            { headersToAuthorizer: ["*"] },
            ["header-not-a-name authorizers[0].headersToAuthorizer[0]"],
        ],
        [
            "with parts of the other protocol",
            { protocol: AuthorizerProtocol.Grpc, pathPrefix: "/a", headersToAuthorizer: ["a"] },
            [
                "authorizer-http-only authorizers[0].headersToAuthorizer",
                "authorizer-http-only authorizers[0].pathPrefix",
            ],
        ],
    ])("%s is refused", (_, change, expected) => {
        expect(findingsOf(perimeterArgs({ authorizers: [{ ...opa, ...change }] }))).toEqual(expected);
    });

    it("that lets requests pass where it does not answer is a warning", () => {
        expect(findingsOf(perimeterArgs({ authorizers: [{ ...opa, failOpen: true }] }))).toEqual([
            "authorizer-fails-open authorizers[0].failOpen",
        ]);
    });

    it("that nobody declared is refused", () => {
        expect(findingsOf(perimeterArgs({ externalServices: [stripe] }))).toEqual([
            "unknown-authorizer externalServices[0].authorizer",
        ]);
    });

    it.each<[string, string | undefined]>([
        ["another one", "other"],
        ["none", undefined],
    ])("is one a host: %s for other callers of it is refused", (_, authorizer) => {
        const { mesh } = perimeterArgs();
        const shared = { ...maps, hosts: stripe.hosts, ...(authorizer && { authorizer }) };
        const authorizers = [opa, { ...opa, name: "other" }];
        const found = (services: ExternalService[]) =>
            findingsOf(
                perimeterArgs({ mesh: { ...mesh, version: "1.30.0" }, externalServices: services, authorizers }),
            );
        expect(found([stripe, shared])).toEqual(["host-with-two-authorizers externalServices[1].hosts[0]"]);
        expect(found([stripe, { ...shared, authorizer: "opa" }])).toEqual([]);
    });

    it("beside another one needs a mesh that keeps them apart", () => {
        const { mesh } = perimeterArgs();
        const externalServices = [stripe, { ...maps, authorizer: "other" }];
        const authorizers = [opa, { ...opa, name: "other" }];
        const found = (version: string) =>
            findingsOf(perimeterArgs({ mesh: { ...mesh, version }, externalServices, authorizers }));
        expect(found("1.29.4")).toEqual(["mesh-version-lacks-feature externalServices[1].authorizer"]);
        expect(found("1.30.0")).toEqual([]);
    });
});

describe("a request that an authorization service is asked about", () => {
    const plan = planAccess("prod", intentOf({ externalServices: [stripe, maps], authorizers: [opa] }));
    const request = { principal: "cluster.local/ns/billing/sa/payments", host: "api.stripe.com" };
    const refusing = ["httpextauth-prod-opa"];

    it("passes only with its consent, and never with its consent alone", () => {
        plan.resources.forEach(validateUpstream);
        expect(isAllowed(plan, request)).toBe(true);
        expect(isAllowed(plan, request, refusing)).toBe(false);
        expect(isAllowed(plan, { ...request, host: "api.stripe.com:80" }, refusing)).toBe(false);
        expect(isAllowed(plan, { ...request, principal: "cluster.local/ns/billing/sa/other" })).toBe(false);
    });

    it("is none of an external service that does not name it", () => {
        const other = { principal: "cluster.local/ns/shop/sa/web", host: "maps.example.com" };
        expect(isAllowed(plan, other, refusing)).toBe(true);
        expect(rolesOf(plan).filter((role) => role.startsWith("authorize-"))).toEqual(["authorize-stripe"]);
    });

    it("is asked about before it is allowed, and on the HTTP port only", () => {
        expect(comesAfter(plan, "allow-stripe")).toContain("authorize-stripe");
        expect(inputsOf(plan, "authorize-stripe").spec).toEqual({
            selector: { matchLabels: { "asm-egress/gateway": "egress-prod" } },
            action: "CUSTOM",
            provider: { name: "httpextauth-prod-opa" },
            // Istio refuses a CUSTOM policy that names principals.
            rules: [{ to: [{ operation: { ports: ["8443"], hosts: ["api.stripe.com", "api.stripe.com:*"] } }] }],
        });
    });
});
