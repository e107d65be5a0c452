import { afterAll, beforeAll, expect, it } from "vitest";
import { planPerimeter } from "../components/perimeter-plan";
import type { KubernetesObject } from "../components/resources/planned";
import { EVERY_MODE, ON_NEW_MESHES, WITHOUT_GATEWAY } from "../components/testing/every-mode";
import { perimeterArgs } from "../components/testing/perimeter-args";
import { Istioctl } from "./support/istioctl";

/** Istio's webhook refuses more than its schemas do; `istioctl validate` is the same code. */
let istioctl: Istioctl;

beforeAll(async () => {
    istioctl = await Istioctl.open();
}, 1_800_000);

afterAll(() => istioctl?.dispose());

function meshObjects(): KubernetesObject[] {
    const mesh = { ...perimeterArgs().mesh, version: "1.31" };
    const externalServices = [...EVERY_MODE, ...WITHOUT_GATEWAY, ...ON_NEW_MESHES];
    const { layers } = planPerimeter("prod", perimeterArgs({ mesh, externalServices }));
    const resources = [layers.routes, layers.access].flatMap((layer) => layer?.resources ?? []);
    return resources.map(({ inputs }) => inputs as KubernetesObject);
}

it("Istio's own validation takes the objects of every mode", async () => {
    const objects = meshObjects();
    expect(objects.length).toBeGreaterThan(80);
    expect(await istioctl.validate(objects)).toBe("");
}, 120_000);

it("Istio's own validation refuses what no schema sees, so the question is a real one", async () => {
    const objects = structuredClone(meshObjects());
    const { spec } = objects.find(
        ({ kind, spec: one }) => kind === "ServiceEntry" && "addresses" in (one as object),
    ) as {
        spec: { hosts: string[] };
    };
    spec.hosts.push("second.example.com");
    expect(await istioctl.validate(objects)).toContain("multiple hosts provided with non-HTTP, non-TLS ports");
}, 120_000);
