import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { publishedComponents } from "../components/plugin/published";
import type { ComponentShape, PackageSchema } from "../components/plugin/schema/shape";
import { PROJECT_ROOT } from "./support/perimeter-world";

/** The committed one; package-schema.test.ts proves that the sources give it. */
const schema: PackageSchema = JSON.parse(readFileSync(join(PROJECT_ROOT, "components", "schema.json"), "utf8"));

describe("the schema for other languages", () => {
    it("has every published component, under the token that it registers itself by", () => {
        expect(Object.keys(schema.resources).sort()).toEqual(
            [...publishedComponents.keys()].map((name) => `asm-egress:index:${name}`).sort(),
        );
        expect(Object.keys(schema.resources)).toContain("asm-egress:index:EgressPerimeter");
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
            "asm-egress:index:RetryCondition",
            "asm-egress:index:Route",
            "asm-egress:index:SecurityGroupKind",
            "asm-egress:index:SurroundingsCheck",
            "asm-egress:index:TlsMode",
            "asm-egress:index:TransportProtocol",
        ]);
    });

    it("takes what decides on resources as plain values, and ids and secrets as inputs", () => {
        const { inputProperties } = schema.resources["asm-egress:index:EgressPerimeter"] as ComponentShape;
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
