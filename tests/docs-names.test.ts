import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sectionSchemas } from "../components/intent/schema";
import { planPerimeter } from "../components/perimeter-plan";
import { perimeterArgs } from "../components/testing/perimeter-args";
import { findingCodes } from "./support/finding-codes";
import { blocksOf, namesIn, PAGES, textOf } from "./support/markdown";
import { PROJECT_ROOT } from "./support/perimeter-world";
import { RAM_ACTIONS } from "./support/ram-actions";

const codes = findingCodes();

/** Names with hyphens that are no findings: of objects, namespaces and things that are given. */
const OTHER_NAMES = new Set([
    "asm-egress",
    "eni-config",
    "istio-admin",
    "istio-egress",
    "istio-init",
    "istio-proxy",
    "istio-system",
    "kube-system",
    "yundun-cloudfirewall",
]);

/** Names of what a perimeter `prod` makes, and of its gateway. */
const made = new Set([
    "egress-prod",
    ...Object.entries(planPerimeter("prod", perimeterArgs()).layers).flatMap(([layer, { resources }]) =>
        resources.map(({ role }) => `prod-${layer}-${role}`),
    ),
]);

/** Pages that speak of findings by their codes. */
const SPEAKING = [
    "docs/security-model.md",
    "docs/cookbook.md",
    "docs/cloud-guide.md",
    "docs/operating.md",
    "docs/troubleshooting.md",
];

describe.each(SPEAKING)("%s", (page) => {
    it("names findings that exist, each as a link to its place", () => {
        const linked = [...textOf(page).matchAll(/\[([a-z0-9-]+)\]\(findings\.md#([a-z0-9-]+)\)/g)];
        expect(linked.length).toBeGreaterThan(2);
        expect(linked.filter(([, name]) => !codes.includes(name ?? "")).map(([text]) => text)).toEqual([]);
        expect(linked.filter(([, name, anchor]) => name !== anchor).map(([text]) => text)).toEqual([]);
        const bare = namesIn(page).filter((name) => /^[a-z]+(-[a-z0-9]+)+$/.test(name));
        expect(bare.filter((name) => !OTHER_NAMES.has(name) && !made.has(name))).toEqual([]);
    });
});

const SECTIONS = sectionSchemas as unknown as Record<string, Schema>;

/** What looks like a property and is something else: files of a Secret, a group of an API, a domain. */
const NO_PROPERTIES = new Set(["cluster.local", "telemetry.istio.io", "tls.crt", "tls.key"]);

describe.each(PAGES)("%s", (page) => {
    it("names properties that the args have", () => {
        const paths = namesIn(page).flatMap(
            (name) => /^[a-z]\w*(\[\])?([.][a-z]\w*(\[\])?)+(?=: |$)/.exec(name)?.[0] ?? [],
        );
        const roots: Record<string, Schema> = { ...SECTIONS, ...shapeOf(SECTIONS.externalServices as Schema) };
        const ours = paths.filter((path) => !NO_PROPERTIES.has(path) && (path.split(/\W/)[0] ?? "") in roots);
        const unknown = ours.filter((path) => {
            const [root = "", ...rest] = path.replaceAll("[]", "").split(".");
            return !has(roots[root] as Schema, rest);
        });
        expect(unknown).toEqual([]);
    });
});

/** What is read of a schema: the properties of an object; what is inside a list, or optional. */
interface Schema {
    readonly shape?: Readonly<Record<string, Schema>>;
    unwrap?(): Schema;
}

/** Whether a schema has a property, through lists and what is optional. */
function has(schema: Schema, [property, ...rest]: readonly string[]): boolean {
    const inside = property === undefined ? schema : shapeOf(schema)[property];
    return inside !== undefined && (property === undefined || has(inside, rest));
}

function shapeOf(schema: Schema): Readonly<Record<string, Schema>> {
    return schema.shape ?? (schema.unwrap === undefined ? {} : shapeOf(schema.unwrap()));
}

describe("the RAM actions", () => {
    const named = PAGES.flatMap((page) =>
        [...textOf(page).matchAll(/\b(?:vpc|ecs|cs|yundun-cloudfirewall|servicemesh):[A-Z]\w+/g)].map(
            ([action]) => action,
        ),
    );

    it("that pages name are those of the resources that are made, or of the look-ups", () => {
        const known = new Set([...Object.values(RAM_ACTIONS).flat(), ...lookUps()]);
        expect([...new Set(named)].filter((action) => !known.has(action))).toEqual([]);
    });

    it("of the policy in the cloud guide are all that are needed, once each, in order", () => {
        const [policy, ...others] = blocksOf("docs/cloud-guide.md").filter(({ language }) => language === "json");
        expect(others).toEqual([]);
        const statements: { Action: string[] }[] = JSON.parse(policy?.text ?? "{}").Statement;
        const needed = [...new Set([...Object.values(RAM_ACTIONS).flat(), ...lookUps()])];
        expect(statements.flatMap(({ Action }) => Action).sort()).toEqual(needed.sort());
        for (const { Action } of statements) {
            expect(Action).toEqual([...Action].sort());
        }
    });
});

/** What `surroundings` looks up, as the code says it. */
function lookUps(): string[] {
    const file = join(PROJECT_ROOT, "components/layers/surroundings/component-look-up.ts");
    return [...readFileSync(file, "utf8").matchAll(/action: "(\w+:\w+)"/g)].map(([, action = ""]) => action);
}

it("the page about installation has the versions that the package has", () => {
    const { version, dependencies } = JSON.parse(readFileSync(join(PROJECT_ROOT, "components/package.json"), "utf8"));
    const page = textOf("docs/installation-configuration.md");
    expect(page).toContain(`asm-egress-${version}.tgz`);
    for (const sdk of ["@pulumi/pulumi", "@pulumi/alicloud", "@pulumi/kubernetes"]) {
        expect(page).toContain(`\`${sdk}\` ${dependencies[sdk]}`);
    }
});
