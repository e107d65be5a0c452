import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { blocksOf } from "./support/markdown";
import { PROJECT_ROOT } from "./support/perimeter-world";

const PAGE = "docs/architecture.md";
const PICTURES = blocksOf(PAGE)
    .filter(({ language }) => language === "mermaid")
    .map(({ text }) => text);

interface Module {
    readonly source: string;
    readonly dependencies: readonly { readonly resolved: string }[];
}

let imports: string[];

beforeAll(() => {
    const cruiser = join(PROJECT_ROOT, "node_modules", ".bin", "depcruise");
    const folders = ["components", "local", "stack", "examples"];
    const output = execFileSync(
        process.execPath,
        [cruiser, "--config", ".dependency-cruiser.cjs", "--output-type", "json", ...folders],
        { cwd: PROJECT_ROOT, encoding: "utf8", maxBuffer: 256 * 1024 * 1024 },
    );
    const modules: readonly Module[] = JSON.parse(output).modules;
    const arrows = modules.flatMap(({ source, dependencies }) =>
        dependencies.map(({ resolved }) => arrow(boxOf(source), boxOf(resolved))),
    );
    imports = [...new Set(arrows)].filter((text) => text !== undefined).sort();
}, 120_000);

/** The box that a file lies in, if the pictures have one for it. */
function boxOf(file: string): string | undefined {
    if (/[.]test[.]|\/testing\//.test(file)) {
        return undefined;
    }
    const [, folder] =
        /^components\/(intent|resources|layers|plugin)\//.exec(file) ??
        /^components\/(perimeter|index)[\w-]*[.]ts$/.exec(file) ??
        /^local\/src\/(?!processes|tools)([\w-]+)(?:\/|[.]ts$)/.exec(file) ??
        /^(stack|examples)\//.exec(file) ??
        [];
    return folder;
}

function arrow(from: string | undefined, to: string | undefined): string | undefined {
    return from === undefined || to === undefined || from === to ? undefined : `${from} --> ${to}`;
}

function arrowsIn(picture: string): string[] {
    return [...picture.matchAll(/^ +([\w-]+ --> [\w-]+)$/gm)].map(([, text = ""]) => text);
}

/** What a box is called, up to the colon: a folder, or files. */
function boxesIn(picture: string): Map<string, string> {
    return new Map(
        [...picture.matchAll(/^ +([\w-]+)\["(.*?): .*"\]$/gm)].map(([, id = "", place = ""]) => [id, place]),
    );
}

describe("the pictures of the architecture", () => {
    it("have an arrow for every import between two boxes, and no other", () => {
        expect(imports.length).toBeGreaterThan(20);
        expect(PICTURES.flatMap(arrowsIn).sort()).toEqual(imports);
    });

    it("have boxes for what exists", () => {
        const boxes = PICTURES.flatMap((picture) => [...boxesIn(picture)]);
        expect(boxes.length).toBeGreaterThan(15);
        const missing = boxes.filter(
            ([, place]) => !existsSync(join(PROJECT_ROOT, place.replace("perimeter*", "perimeter"))),
        );
        expect(missing).toEqual([]);
    });

    it("have a box for every folder of the local world, and name every layer", () => {
        const folders = (folder: string) =>
            readdirSync(join(PROJECT_ROOT, folder), { withFileTypes: true })
                .filter((entry) => entry.isDirectory())
                .map(({ name }) => name);
        const [thePackage = "", localWorld = ""] = PICTURES;
        const leftOut = ["processes", "tools"];
        const boxes = [...boxesIn(localWorld).keys()];
        expect([...boxes, ...leftOut].sort()).toEqual(["cli", ...folders("local/src")].sort());
        expect(/layers\/: (.*)"\]/.exec(thePackage)?.[1]?.split(", ")).toEqual(folders("components/layers"));
        const inside = folders("components").filter(
            (name) => !["bin", "dist", "node_modules", "testing"].includes(name),
        );
        expect(inside.filter((name) => !boxesIn(thePackage).has(name))).toEqual([]);
    });
});
