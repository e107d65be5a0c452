import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";

const COMPONENTS = new URL("../components/dist/", import.meta.url).pathname;

/** Packages that a fresh process loads with a compiled file of the package. */
function packagesLoadedWith(file: string): string[] {
    const script = `
        require(${JSON.stringify(COMPONENTS + file)});
        const names = Object.keys(require.cache).map((path) => /node_modules\\/((@[^/]+\\/)?[^/]+)/.exec(path)?.[1]);
        console.log(JSON.stringify([...new Set(names)].filter(Boolean).sort()));`;
    return JSON.parse(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }));
}

it("planning a whole perimeter loads no Pulumi: only the validator's libraries", () => {
    expect(packagesLoadedWith("perimeter-plan.js")).toEqual([
        "fastest-levenshtein",
        "ipaddr.js",
        "punycode",
        "tldts",
        "tr46",
        "zod",
    ]);
});

it("a component does load Pulumi, so the question is a real one", () => {
    expect(packagesLoadedWith("perimeter.js")).toContain("@pulumi/pulumi");
});
