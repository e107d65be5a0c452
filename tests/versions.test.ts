import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PROJECT_ROOT } from "./support/perimeter-world";
import { LAST_RELEASE } from "./support/released";

const text = (file: string) => readFileSync(join(PROJECT_ROOT, file), "utf8");
const json = (file: string) => JSON.parse(text(file));
const { version } = json("package.json");
const changelog = text("CHANGELOG.md");

/** Where the version of the package stands, generated files included; `npm run sdk` writes those anew. */
const PLACES: readonly (readonly [place: string, versions: () => readonly unknown[]])[] = [
    ["components/package.json", () => [json("components/package.json").version]],
    ["local/package.json", () => [json("local/package.json").version]],
    ["the root's dependency on the package", () => [json("package.json").dependencies["asm-egress"]]],
    [
        "package-lock.json",
        () => {
            const { packages, version: whole } = json("package-lock.json");
            const ours = ["", "components", "local"].map((folder) => packages[folder].version);
            return [whole, ...ours, packages[""].dependencies["asm-egress"]];
        },
    ],
    ["the schema", () => [json("components/schema.json").version]],
    [
        "the SDK for Node",
        () => {
            const { version: own, pulumi } = json("sdk/nodejs/package.json");
            return [own, pulumi.version];
        },
    ],
    [
        "the SDK for Python",
        () => [
            /^ {2}version = "(.*)"$/m.exec(text("sdk/python/pyproject.toml"))?.[1],
            json("sdk/python/asm_egress/pulumi-plugin.json").version,
        ],
    ],
    [
        "the SDK for Go",
        () => [
            json("sdk/go/asmegress/pulumi-plugin.json").version,
            ...[...text("sdk/go/asmegress/internal/pulumiUtilities.go").matchAll(/MustParse\("(.*)"\)/g)].map(
                ([, number]) => number,
            ),
        ],
    ],
];

describe("the version", () => {
    it.each(PLACES)("is the one of package.json in %s", (_, versions) => {
        expect([...new Set(versions())]).toEqual([version]);
    });

    it("is the one that the plugin tells the engine, since it serves that schema", async () => {
        const { componentProvider } = await import("../components/plugin/provider");
        expect(componentProvider().version).toBe(version);
    });

    it("is not lower than that of the newest recording", () => {
        expect([LAST_RELEASE, version].toSorted(new Intl.Collator("en", { numeric: true }).compare)).toEqual([
            LAST_RELEASE,
            version,
        ]);
    });
});

describe("a tag", () => {
    const tags = (...args: string[]) =>
        execFileSync("git", ["tag", "--list", "v*", ...args], { cwd: PROJECT_ROOT, encoding: "utf8" })
            .split("\n")
            .filter((tag) => tag !== "");

    it("has the version that the commit has", () => {
        expect(tags("--points-at", "HEAD").filter((tag) => tag !== `v${version}`)).toEqual([]);
    });

    it("has a section in CHANGELOG.md, and nothing but the next release is unreleased", () => {
        expect(tags().filter((tag) => !changelog.includes(`\n## ${tag.slice(1)}`))).toEqual([]);
        expect(changelog.match(/^## .*/gm)?.filter((heading) => heading === "## Unreleased")).toHaveLength(1);
        expect(changelog.match(/^## .*/m)?.[0]).toBe("## Unreleased");
    });
});
