import { ComponentProvider } from "@pulumi/pulumi/provider/experimental/provider.js";
import { beforeAll, describe, expect, it } from "vitest";
import * as published from "../components/index";

interface Property {
    description?: string;
    plain?: boolean;
    type?: string;
    items?: { plain?: boolean };
    $ref?: string;
}

interface ObjectShape {
    description?: string;
    properties?: Record<string, Property>;
    inputProperties?: Record<string, Property>;
    requiredInputs?: string[];
    enum?: { name: string; description?: string }[];
}

interface Schema {
    resources: Record<string, ObjectShape>;
    types: Record<string, ObjectShape>;
}

const COMPONENTS = Object.entries(published).flatMap(([name, value]) => (isComponent(value) ? [{ name, value }] : []));

function isComponent(value: unknown): boolean {
    return (
        typeof value === "function" &&
        "__pulumiType" in value === false &&
        value.prototype?.registerOutputs !== undefined
    );
}

let schema: Schema;

beforeAll(async () => {
    const provider = new ComponentProvider({
        components: COMPONENTS.map(({ value }) => value as never),
        dirname: new URL("../components", import.meta.url).pathname,
        name: "asm-egress",
    });
    schema = JSON.parse(await provider.getSchema());
}, 120_000);

describe("the schema that Pulumi infers for other languages", () => {
    it("has every published component, under the token that it registers itself by", () => {
        expect(Object.keys(schema.resources).sort()).toEqual(
            COMPONENTS.map(({ name }) => `asm-egress:index:${name}`).sort(),
        );
        expect(Object.keys(schema.resources)).toContain("asm-egress:index:EgressPerimeter");
    });

    it("says what every component, property and enum member means", () => {
        const silent = [...Object.entries(schema.resources), ...Object.entries(schema.types)].flatMap(
            ([token, shape]) => [
                ...(token in schema.resources && !shape.description ? [token] : []),
                ...Object.entries({ ...shape.properties, ...shape.inputProperties })
                    .filter(([, { description }]) => !description || description.includes("[object Object]"))
                    .map(([property]) => `${token}.${property}`),
                ...(shape.enum ?? []).filter(({ description }) => !description).map(({ name }) => `${token}.${name}`),
            ],
        );
        expect(silent).toEqual([]);
    });

    it("has the closed sets as enums", () => {
        const enums = Object.keys(schema.types).filter((token) => schema.types[token]?.enum);
        expect(enums.sort()).toEqual([
            "asm-egress:index:AuthorizerProtocol",
            "asm-egress:index:DomainMatching",
            "asm-egress:index:EniKind",
            "asm-egress:index:FirewallBoundary",
            "asm-egress:index:FirewallEdition",
            "asm-egress:index:JwtAlgorithm",
            "asm-egress:index:NetworkPlugin",
            "asm-egress:index:NetworkPolicyEngine",
            "asm-egress:index:OutboundPolicy",
            "asm-egress:index:PathNormalization",
            "asm-egress:index:Placement",
            "asm-egress:index:PolicyEngine",
            "asm-egress:index:PortProtocol",
            "asm-egress:index:RetryOn",
            "asm-egress:index:Route",
            "asm-egress:index:SecurityGroupKind",
            "asm-egress:index:SurroundingsCheck",
            "asm-egress:index:TlsMode",
            "asm-egress:index:TransportProtocol",
        ]);
    });

    it("takes what decides on resources as plain values, and ids and secrets as inputs", () => {
        const { inputProperties } = schema.resources["asm-egress:index:EgressPerimeter"] as ObjectShape;
        expect(inputProperties?.externalServices?.plain).toBe(true);
        expect(schema.types["asm-egress:index:Cluster"]?.properties?.nodeCidrs?.plain).toBe(true);
        expect(schema.types["asm-egress:index:Cluster"]?.properties?.id?.plain).toBeUndefined();
        expect(schema.types["asm-egress:index:Mesh"]?.properties?.kubeconfig?.plain).toBeUndefined();
    });

    it("takes the ids of a node pool as inputs, and what decides on its size as plain values", () => {
        const nodePool = schema.types["asm-egress:index:NodePool"]?.properties;
        expect(nodePool?.nodeCount?.plain).toBe(true);
        expect(nodePool?.keyName?.plain).toBeUndefined();
        expect(nodePool?.vswitchIds?.items?.plain).toBeUndefined();
    });

    it("takes the id of each given piece as an input", () => {
        const given: [string, string][] = [
            ["GatewaySubnet", "vswitchId"],
            ["Subnet", "vswitchId"],
            ["Gateway", "givenSecurityGroupId"],
            ["GivenNodePool", "id"],
            ["GivenFirewall", "natFirewallId"],
            ["GivenPublicAddress", "allocationId"],
        ];
        for (const [type, property] of given) {
            const found = schema.types[`asm-egress:index:${type}`]?.properties?.[property];
            expect(found, `${type}.${property}`).toBeDefined();
            expect(found?.plain, `${type}.${property}`).toBeUndefined();
        }
        expect(schema.types["asm-egress:index:GivenPublicAddress"]?.properties?.address?.plain).toBe(true);
    });

    it("names no nested type …Args, which other languages would call …ArgsArgs", () => {
        expect(Object.keys(schema.types).filter((token) => token.endsWith("Args"))).toEqual([]);
    });

    it("leaks no private fields as outputs", () => {
        expect(Object.keys(schema.resources["asm-egress:index:EgressPerimeter"]?.properties ?? {}).sort()).toEqual([
            "firewallPolicyIds",
            "firewallQuotaUsed",
            "gatewayCidrs",
            "gatewayName",
            "publicAddresses",
            "waysAround",
        ]);
    });
});
