import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { planPerimeter } from "../components/perimeter-plan";
import { perimeterArgs } from "../components/testing/perimeter-args";

const guide = readFileSync(new URL("../docs/access.md", import.meta.url), "utf8");
const configs = [...guide.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text]) => parse(String(text)));

describe("the guide to access", () => {
    it("has configs that are sound as they stand, without a warning", () => {
        expect(configs.length).toBe(3);
        for (const config of configs) {
            const { findings } = planPerimeter("prod", perimeterArgs(config));
            expect(findings).toEqual([]);
        }
    });

    it("has configs that make what it says", () => {
        const roles = configs.flatMap((config) =>
            Object.values(planPerimeter("prod", perimeterArgs(config)).layers).flatMap(({ resources }) =>
                resources.map(({ role }) => role),
            ),
        );
        expect(roles).toEqual(
            expect.arrayContaining(["allow-charges", "allow-balance", "jwt-idp", "provider-opa", "authorize-maps"]),
        );
    });
});
