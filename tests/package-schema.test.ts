import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { breakingChanges, mayBreak } from "../components/plugin/schema/breaking-changes";
import { packageSchema, renderSchema } from "../components/plugin/schema/infer";
import { lintSchema } from "../components/plugin/schema/lint";
import type { PackageSchema } from "../components/plugin/schema/shape";
import { consoleProgress } from "../local/src/tools/console-progress";
import { resolveTools } from "../local/src/tools/resolve-tools";
import { PROJECT_ROOT } from "./support/perimeter-world";
import { releasedSchema } from "./support/released";

const COMPONENTS = join(PROJECT_ROOT, "components");
const SCHEMA_FILE = join(COMPONENTS, "schema.json");
const SDK = join(PROJECT_ROOT, "sdk");

/** Kept by hand: generators write none. */
const BY_HAND = ["go/go.mod", "go/go.sum"];

let schema: PackageSchema;
const generated = mkdtempSync(join(tmpdir(), "asm-egress-sdk-test-"));

beforeAll(async () => {
    schema = await packageSchema(COMPONENTS);
    const { sdkgen } = await resolveTools(["sdkgen"], consoleProgress());
    execFileSync(sdkgen, [SCHEMA_FILE, generated]);
}, 180_000);

afterAll(() => rmSync(generated, { recursive: true, force: true }));

function filesIn(folder: string): string[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true, encoding: "utf8" })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
        .filter(
            (file) =>
                !BY_HAND.includes(file) && !/(^|\/)(build|node_modules|__pycache__|[^/]+[.]egg-info)\//.test(file),
        )
        .sort();
}

describe("the committed schema", () => {
    it("is the one that the sources give; otherwise run `npm run sdk`", () => {
        expect(readFileSync(SCHEMA_FILE, "utf8")).toBe(renderSchema(schema));
    });

    it("describes everything and leaks nothing", () => {
        expect(lintSchema(schema)).toEqual([]);
    });

    it("has the version of the package", () => {
        const { version } = JSON.parse(readFileSync(join(COMPONENTS, "package.json"), "utf8"));
        expect(schema.version).toBe(version);
    });

    it("breaks no program that was written for the last release", () => {
        const released: PackageSchema = JSON.parse(releasedSchema());
        const broken = mayBreak(released.version, schema.version) ? [] : breakingChanges(released, schema);
        expect(broken).toEqual([]);
    });

    it("keeps the kubeconfig of the mesh secret, and nothing else", () => {
        const secrets = Object.entries(schema.types).flatMap(([token, { properties = {} }]) =>
            Object.entries(properties).flatMap(([name, { secret }]) => (secret ? [`${token}.${name}`] : [])),
        );
        expect(secrets).toEqual(["asm-egress:index:Mesh.kubeconfig"]);
    });

    it("has whole numbers where the validator wants them, and others where it does not", () => {
        const property = (type: string, name: string) => schema.types[`asm-egress:index:${type}`]?.properties?.[name];
        expect(property("Gateway", "replicas")?.type).toBe("integer");
        expect(property("Port", "number")?.type).toBe("integer");
        expect(property("InfrastructureGrant", "ports")?.items?.type).toBe("integer");
        expect(property("Tracing", "samplingPercentage")?.type).toBe("number");
        expect(property("Retries", "perTrySeconds")?.type).toBe("number");
    });

    it("says what types and enums mean, which the analyzer leaves out", () => {
        expect(schema.types["asm-egress:index:Placement"]?.description).toMatch(/how the gateway gets/i);
        expect(schema.types["asm-egress:index:Cluster"]?.description).toMatch(/^The ACK cluster/);
    });
});

describe("the committed SDKs", () => {
    it("are those that the schema gives, byte for byte; otherwise run `npm run sdk`", () => {
        const files = filesIn(generated);
        expect(files.length).toBeGreaterThan(60);
        expect(filesIn(SDK)).toEqual(files);
        const different = files.filter(
            (file) => !readFileSync(join(SDK, file)).equals(readFileSync(join(generated, file))),
        );
        expect(different).toEqual([]);
    });
});
