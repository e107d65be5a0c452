import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PackageSchema } from "../../components/plugin/schema/shape";
import { realSurroundings } from "../../local/src/engine/real-surroundings";
import { silentProgress } from "../../local/src/tools/progress";
import { unpackPackage } from "../support/packed";
import { PROJECT_ROOT } from "../support/perimeter-world";

/** What `npm publish` would publish, unpacked into an empty folder. Its dependencies are there as npm would have put them. */
const folder = mkdtempSync(join(tmpdir(), "asm-egress-packed-"));
const unpacked = join(folder, "package");
const run = promisify(execFile);

let files: string[];
let pulumiRoot: string;

beforeAll(async () => {
    ({ pulumiRoot } = await realSurroundings.prepareTools(silentProgress));
    unpackPackage(folder);
    files = readdirSync(unpacked, { recursive: true, withFileTypes: true, encoding: "utf8" })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(unpacked.length + 1))
        .sort();
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the packed package", () => {
    it("has what a user needs", () => {
        expect(files).toEqual(
            expect.arrayContaining([
                "LICENSE",
                "PulumiPlugin.yaml",
                "README.md",
                "bin/pulumi-resource-asm-egress",
                "dist/index.d.ts",
                "dist/index.js",
                "dist/plugin/main.js",
                "package.json",
                "schema.json",
            ]),
        );
    });

    it("has neither tests nor sources nor what only the build needs", () => {
        const others = files.filter((file) => !/^dist\/.+[.](js|d[.]ts)$/.test(file));
        expect(others).toEqual([
            "LICENSE",
            "PulumiPlugin.yaml",
            "README.md",
            "bin/pulumi-resource-asm-egress",
            "package.json",
            "schema.json",
        ]);
        expect(files.filter((file) => /[.]test[.]|(^|\/)testing\/|plugin\/schema\//.test(file))).toEqual([]);
    });

    it("has types for every module, and modules of present sources only", () => {
        const modules = files.filter((file) => file.startsWith("dist/") && file.endsWith(".js"));
        expect(modules.length).toBeGreaterThan(100);
        expect(modules.filter((file) => !files.includes(file.replace(/js$/, "d.ts")))).toEqual([]);
        const source = (file: string) => file.replace(/^dist\//, "").replace(/js$/, "ts");
        expect(modules.filter((file) => !existsSync(join(PROJECT_ROOT, "components", source(file))))).toEqual([]);
    });

    it("has the licence of the repository, and its plugin may be executed", () => {
        expect(readFileSync(join(unpacked, "LICENSE"), "utf8")).toBe(
            readFileSync(join(PROJECT_ROOT, "LICENSE"), "utf8"),
        );
        expect(statSync(join(unpacked, "bin", "pulumi-resource-asm-egress")).mode & 0o111).toBe(0o111);
    });

    it("is imported as a library, and lets nobody past its entry point", async () => {
        const script = `
            const { EgressPerimeter } = require("asm-egress");
            let inside = "open";
            try { require("asm-egress/dist/perimeter.js"); } catch (error) { inside = error.code; }
            console.log(EgressPerimeter.name, inside);`;
        const { stdout } = await run(process.execPath, ["-e", script], { cwd: unpacked });
        expect(stdout.trim()).toBe("EgressPerimeter ERR_PACKAGE_PATH_NOT_EXPORTED");
    });

    it("is a plugin that the engine starts, and that tells its schema", async () => {
        const plugin = join(unpacked, "bin", "pulumi-resource-asm-egress");
        const { displayName, resources, types } = await schemaFrom(plugin);
        const shipped = JSON.parse(readFileSync(join(unpacked, "schema.json"), "utf8"));
        expect(displayName).toBe("ASM Egress");
        expect(Object.keys(resources).sort()).toEqual(Object.keys(shipped.resources));
        expect(Object.keys(types).sort()).toEqual(Object.keys(shipped.types));
    });

    /** What Pulumi's host for Node does with a folder that has a PulumiPlugin.yaml, and what the engine reads from it. */
    it("serves from its folder, as a plugin used from its sources does", async () => {
        const child = execFile(process.execPath, ["-e", 'require("@pulumi/pulumi/cmd/run-plugin")', "x", unpacked], {
            cwd: unpacked,
        });
        try {
            const port = await new Promise((resolve, reject) => {
                let said = "";
                child.stderr?.on("data", (text) => {
                    said += text;
                });
                child.stdout?.once("data", (text) => resolve(String(text).trim()));
                child.once("exit", () => reject(new Error(`it ended: ${said}`)));
            });
            expect(port).toMatch(/^\d+$/);
        } finally {
            child.kill();
        }
    }, 60_000);
});

async function schemaFrom(plugin: string): Promise<Pick<PackageSchema, "displayName" | "resources" | "types">> {
    const { stdout } = await run("pulumi", ["package", "get-schema", plugin], {
        cwd: folder,
        env: {
            HOME: folder,
            PULUMI_HOME: join(folder, "home"),
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PATH: [join(pulumiRoot, "bin"), process.env.PATH].join(delimiter),
        },
        maxBuffer: 16 * 1024 * 1024,
    });
    return JSON.parse(stdout);
}
