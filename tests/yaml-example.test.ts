import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { planPerimeter } from "../components/perimeter-plan";
import type { PackageSchema } from "../components/plugin/schema/shape";
import { PROJECT_ROOT } from "./support/perimeter-world";
import { problemsOf } from "./support/schema-check";

/** What can be told without an engine; `program-examples.full.test.ts` brings it up by Pulumi's own language host. */
const PERIMETER = "asm-egress:index:EgressPerimeter";
const schema: PackageSchema = JSON.parse(readFileSync(join(PROJECT_ROOT, "components", "schema.json"), "utf8"));
const program = parse(readFileSync(join(PROJECT_ROOT, "examples", "yaml", "Pulumi.yaml"), "utf8"));
const { type, properties } = program.resources.egress;

describe("examples/yaml", () => {
    it("is a perimeter, every property of it of the type that the schema says", () => {
        expect(type).toBe(PERIMETER);
        expect(problemsOf(schema, type, properties)).toEqual([]);
    });

    it("is sound, and weakens only what stands in the way of a simulated account", () => {
        const mesh = { ...properties.mesh, kubeconfig: "secret" };
        const { findings } = planPerimeter("egress", { ...properties, mesh });
        expect(findings.map(({ severity, path }) => `${severity} ${path}`)).toEqual([
            "warning internet.protectAddresses",
            "warning firewall.settleSeconds",
        ]);
    });

    it("refers to config and outputs that there are", () => {
        const references = [...JSON.stringify(program).matchAll(/\$\{([^}]+)\}/g)].map(([, name = ""]) =>
            name.split("."),
        );
        const outputs = Object.keys(schema.resources[PERIMETER]?.properties ?? {});
        expect(references.length).toBeGreaterThan(2);
        for (const [name = "", output] of references) {
            expect(
                output === undefined ? Object.keys(program.config) : [name === "egress" && outputs].flat(),
            ).toContain(output ?? name);
        }
    });
});

describe("the check by the schema", () => {
    it.each([
        ["an unknown property", { cluster: { ...properties.cluster, region: "x" } }, "cluster.region: unknown"],
        ["a property that lacks", { mesh: { id: "asm-local" } }, "mesh.kubeconfig: missing"],
        ["a member that no enum has", { gateway: { subnets: [], placement: "Anywhere" } }, "not a member of the enum"],
        ["a value of another type", { firewall: { settleSeconds: "soon" } }, "firewall.settleSeconds: not of type"],
        [
            "an expression where a plain value is needed",
            { namespaces: [{ name: `\${x}` }] },
            "namespaces[0].name: an expr",
        ],
        ["a value in place of a list", { namespaces: "billing" }, "namespaces: not a list"],
    ])("reports %s", (_, change, problem) => {
        expect(problemsOf(schema, PERIMETER, { ...properties, ...change }).join("\n")).toContain(problem);
    });
});
