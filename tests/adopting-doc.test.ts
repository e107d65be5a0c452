import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { importExisting } from "../components/perimeter-import";
import { planPerimeter } from "../components/perimeter-plan";
import { perimeterArgs } from "../components/testing/perimeter-args";

const text = readFileSync(new URL("../docs/adopting.md", import.meta.url), "utf8");
const blocks = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, yaml]) => parse(yaml ?? "") as Record<string, object>,
);
const given = blocks.filter((block) => !("config" in block));

describe("the code of docs/adopting.md", () => {
    it("has blocks of both ways", () => {
        expect([blocks.length, given.length]).toEqual([3, 2]);
    });

    it.each(given.map((block) => [Object.keys(block).join(" and "), block]))("is a sound perimeter: %s", (_, block) => {
        const { findings } = planPerimeter("prod", { ...perimeterArgs(), ...(block as object) });
        expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
    });

    it("imports resources that a perimeter has", () => {
        const { config } = blocks.find((block) => "config" in block) as {
            config: Record<string, Record<string, string>>;
        };
        expect(Object.keys(config["asm-egress:import"] ?? {})).not.toEqual([]);
        expect(() => importExisting("prod", perimeterArgs(), config["asm-egress:import"] ?? {})).not.toThrow();
    });
});
