import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { planPerimeter } from "../components/perimeter-plan";
import { perimeterArgs } from "../components/testing/perimeter-args";
import { consoleProgress } from "../local/src/tools/console-progress";
import { resolveTools } from "../local/src/tools/resolve-tools";

const guide = readFileSync(new URL("../docs/access.md", import.meta.url), "utf8");
const configs = [...guide.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text]) => parse(String(text)));

describe("the guide to access", () => {
    it("has configs that are sound as they stand, without a warning", () => {
        expect(configs.length).toBe(5);
        for (const config of configs) {
            expect(planPerimeter("prod", perimeterArgs(config)).findings).toEqual([]);
        }
    });

    it("has configs that make what it says, of objects that Istio's own validation accepts", async () => {
        const { istioctl } = await resolveTools(["istioctl"], consoleProgress());
        const access = configs.flatMap(
            (config) => planPerimeter("prod", perimeterArgs(config)).layers.access?.resources,
        );
        expect(access.map((resource) => resource?.role)).toEqual(
            expect.arrayContaining(["allow-charges", "allow-balance", "allow-ledger", "jwt-idp", "authorize-maps"]),
        );
        const objects = access.map((resource) => stringify(resource?.inputs)).join("---\n");
        const { status, stderr } = spawnSync(istioctl, ["validate", "-f", "-"], { input: objects, encoding: "utf8" });
        expect(stderr).not.toContain("rror");
        expect(status).toBe(0);
    });
});
