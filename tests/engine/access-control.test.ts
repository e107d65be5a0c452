import { beforeAll, describe, expect, it } from "vitest";
import { publicJwks } from "../../components/testing/jwks";
import { readAccount } from "../../local/src/alicloud/account-file";
import type { OperationResult } from "../../local/src/engine/operation-result";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import { ApiClient } from "../../local/src/kubernetes/api-client";
import { readKubeconfig } from "../../local/src/kubernetes/kubeconfig";
import { type PerimeterYaml, perimeterWorld, positionOf, stepsOf } from "../support/perimeter-world";

/** A perimeter whose grants are narrowed in every way, from its first `up` to its `destroy`. */
const { world, configure } = perimeterWorld("access");

const jwks = publicJwks();

function narrowed(version: string) {
    return (perimeter: PerimeterYaml) => {
        perimeter.mesh.version = version;
        perimeter.jwtIssuers = [{ name: "idp", issuer: "https://idp.internal", jwks, audiences: ["egress"] }];
        perimeter.authorizers = [{ name: "opa", service: "authz.security.svc.cluster.local", port: 9000 }];
        const [stripe, maps] = perimeter.externalServices;
        stripe.requests = [
            { hosts: ["api.stripe.com"], methods: ["POST"], paths: ["/v1/charges"] },
            { methods: ["GET"] },
        ];
        stripe.jwt = { issuers: ["idp"], claims: [{ path: ["scope"], values: ["pay"] }] };
        maps.authorizer = "opa";
    };
}

const SECURITY = (version: string, plural: string) =>
    `/apis/security.istio.io/${version}/namespaces/istio-system/${plural}`;

async function names(plural: string): Promise<string[]> {
    const client = new ApiClient(readKubeconfig(world.layout.kubeconfig.admin));
    const { items } = await client.list(SECURITY("v1", plural));
    client.close();
    return items.map(({ metadata }) => metadata?.name ?? "").sort();
}

async function uids(): Promise<string[]> {
    const client = new ApiClient(readKubeconfig(world.layout.kubeconfig.admin));
    const collections = [
        SECURITY("v1", "authorizationpolicies"),
        "/apis/networking.istio.io/v1/namespaces/istio-egress/virtualservices",
        "/apis/networking.istio.io/v1/namespaces/istio-egress/destinationrules",
    ];
    const lists = await Promise.all(collections.map((path) => client.list(path)));
    client.close();
    return lists.flatMap(({ items }) => items.map(({ metadata }) => String(metadata?.uid))).sort();
}

let first: OperationResult;

beforeAll(async () => {
    configure(narrowed("1.21.6.103"));
    first = await world.up();
}, 240_000);

describe("up", () => {
    it("makes everything, and the API server takes it", async () => {
        expect(first.errors).toEqual([]);
        expect(await names("authorizationpolicies")).toEqual([
            "access-allow-maps",
            "access-allow-stripe",
            "access-authorize-maps",
            "access-deny-all",
            "access-deny-methods",
        ]);
        expect(await names("requestauthentications")).toEqual(["access-jwt-idp"]);
    });

    it("makes the authorization service known to the mesh, before a policy names it", () => {
        expect(Object.keys(readAccount(world.layout.cloudFile).extensionProviders)).toEqual([
            "asm-local:httpextauth:httpextauth-access-opa",
        ]);
        const known = positionOf(first, "create", "access-authorizers-provider-opa");
        expect(known).toBeLessThan(positionOf(first, "create", "access-access-authorize-maps"));
    });

    it("checks and asks before it allows, and denies before all that", () => {
        const created = (role: string) => positionOf(first, "create", `access-access-${role}`);
        expect(created("deny-all")).toBeLessThan(created("deny-methods"));
        expect(created("deny-methods")).toBeLessThan(created("allow-maps"));
        expect(created("jwt-idp")).toBeLessThan(created("allow-stripe"));
        expect(created("authorize-maps")).toBeLessThan(created("allow-maps"));
        expect(created("allow-stripe")).toBeLessThan(positionOf(first, "create", "access-routes-listener"));
    });

    it("is unchanged by a second up, and by one after a refresh", async () => {
        expect(stepsOf(await world.up())).toEqual([]);
        expect((await world.refresh()).ok).toBe(true);
        expect(stepsOf(await world.up())).toEqual([]);
    }, 240_000);
});

describe("a newer mesh", () => {
    it("gets newer API versions of the same objects, which are there all the time", async () => {
        const before = await uids();
        configure(narrowed("1.25.6.80"));
        const upgraded = await world.up();
        expect(upgraded.errors).toEqual([]);
        const steps = stepsOf(upgraded);
        expect(steps.filter((step) => !step.startsWith("update "))).toEqual([]);
        expect(steps).toContain("update access-access-deny-all");
        expect(steps).toContain("update access-routes-tls-api.stripe.com");
        expect(await uids()).toEqual(before);
        expect(stepsOf(await world.up())).toEqual([]);
    }, 240_000);
});

describe("a restriction that is taken away", () => {
    it("takes its own objects with it and changes the grants alone", async () => {
        configure((perimeter) => {
            narrowed("1.25.6.80")(perimeter);
            delete perimeter.jwtIssuers;
            delete perimeter.externalServices[0].jwt;
            delete perimeter.authorizers;
            delete perimeter.externalServices[1].authorizer;
        });
        const wider = await world.up();
        expect(wider.errors).toEqual([]);
        expect(stepsOf(wider)).toEqual([
            "delete access-access-authorize-maps",
            "delete access-access-jwt-idp",
            "delete access-authorizers-provider-opa",
            "delete access-network-security-group-authorizer-9000-10.0.128.0_17",
            "update access-access-allow-stripe",
        ]);
        expect(positionOf(wider, "delete", "access-access-authorize-maps")).toBeLessThan(
            positionOf(wider, "delete", "access-authorizers-provider-opa"),
        );
        expect(readAccount(world.layout.cloudFile).extensionProviders).toEqual({});
    }, 240_000);
});

describe("destroy", () => {
    it("of a narrowed perimeter leaves nothing, and takes the grants before what narrows them", async () => {
        configure(narrowed("1.25.6.80"));
        expect((await world.up()).errors).toEqual([]);
        const destroyed = await world.destroy();
        expect(destroyed.errors).toEqual([]);
        const deleted = (role: string) => positionOf(destroyed, "delete", `access-access-${role}`);
        expect(deleted("allow-stripe")).toBeLessThan(deleted("jwt-idp"));
        expect(deleted("allow-maps")).toBeLessThan(deleted("authorize-maps"));
        expect(deleted("allow-maps")).toBeLessThan(deleted("deny-all"));
        expect(deleted("authorize-maps")).toBeLessThan(
            positionOf(destroyed, "delete", "access-authorizers-provider-opa"),
        );
        expect(isEmptyOfOurs(await world.status())).toBe(true);
    }, 360_000);
});
