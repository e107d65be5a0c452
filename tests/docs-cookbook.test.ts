import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { planPerimeter } from "../components/perimeter-plan";
import { EVERY_FINDING } from "./support/every-finding";
import { textOf } from "./support/markdown";
import { withFragment } from "./support/perimeter-fragment";

const recipes = textOf("docs/cookbook.md")
    .split(/^## /m)
    .slice(1)
    .map((text) => ({ title: text.slice(0, text.indexOf("\n")), text }));

/** What a recipe speaks of as the warning of another way than its own. */
const OTHERWISE = ["account-settings-not-managed", "cluster-not-denied"];

describe.each(recipes)("the recipe: $title", ({ text }) => {
    it("names the warnings that it makes, and no others", () => {
        const parts = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml = ""]) => parse(yaml));
        expect(parts.length).toBeGreaterThan(0);
        const made = parts.flatMap((part) =>
            planPerimeter("prod", withFragment(part)).findings.map(({ code }) => code),
        );
        const named = [...text.matchAll(/\]\(findings\.md#([a-z0-9-]+)\)/g)].map(([, code = ""]) => code);
        const warnings = named.filter((code) => isWarning(code) && !OTHERWISE.includes(code));
        expect([...new Set(warnings)].sort()).toEqual([...new Set(made)].sort());
    });
});

function isWarning(code: string): boolean {
    const provoked = EVERY_FINDING[code]?.().find((finding) => finding.code === code);
    return provoked?.severity === "warning";
}
