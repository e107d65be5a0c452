import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stringify } from "yaml";
import { planPerimeter } from "../components/perimeter-plan";
import type { KubernetesObject } from "../components/resources/planned";
import { EVERY_MODE, WILDCARDS, WITHOUT_GATEWAY } from "../components/testing/every-mode";
import { perimeterArgs } from "../components/testing/perimeter-args";
import { consoleProgress } from "../local/src/tools/console-progress";
import { resolveTools } from "../local/src/tools/resolve-tools";

/** Istio's webhook refuses more than its schemas do; `istioctl validate` is the same code. */
const folder = mkdtempSync(join(tmpdir(), "asm-egress-validation-"));
let istioctl: string;

beforeAll(async () => {
    ({ istioctl } = await resolveTools(["istioctl"], consoleProgress()));
}, 1_800_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function meshObjects(): KubernetesObject[] {
    const mesh = { ...perimeterArgs().mesh, version: "1.31" };
    const externalServices = [...EVERY_MODE, ...WITHOUT_GATEWAY, ...WILDCARDS];
    const { layers } = planPerimeter("prod", perimeterArgs({ mesh, externalServices }));
    const resources = [layers.routes, layers.access].flatMap((layer) => layer?.resources ?? []);
    return resources.map(({ inputs }) => inputs as KubernetesObject);
}

async function validate(objects: readonly KubernetesObject[]): Promise<string> {
    const file = join(folder, "objects.yaml");
    // As JSON, so that what two objects share is written out twice.
    writeFileSync(file, objects.map((object) => stringify(JSON.parse(JSON.stringify(object)))).join("---\n"));
    try {
        await promisify(execFile)(istioctl, ["validate", "-f", file], { timeout: 60_000 });
        return "";
    } catch (error) {
        return (error as { stderr?: string }).stderr ?? String(error);
    }
}

it("Istio's own validation takes the objects of every mode", async () => {
    const objects = meshObjects();
    expect(objects.length).toBeGreaterThan(80);
    expect(await validate(objects)).toBe("");
}, 120_000);

it("Istio's own validation refuses what no schema sees, so the question is a real one", async () => {
    const objects = structuredClone(meshObjects());
    const { spec } = objects.find(
        ({ kind, spec: one }) => kind === "ServiceEntry" && "addresses" in (one as object),
    ) as {
        spec: { hosts: string[] };
    };
    spec.hosts.push("second.example.com");
    expect(await validate(objects)).toContain("multiple hosts provided with non-HTTP, non-TLS ports");
}, 120_000);
