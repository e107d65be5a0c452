import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { LAYERS } from "../local/src/lab/scenario/layer";
import { COMPONENTS } from "../local/src/lab/scene/layer-removal";
import { PROJECT_ROOT } from "./support/perimeter-world";

const FOLDER = join(PROJECT_ROOT, "components", "layers");

/** Names of the components that a layer's folder has. */
function componentsOf(layer: string): string[] {
    return readdirSync(join(FOLDER, layer), { recursive: true, encoding: "utf8" })
        .filter((file) => /(^|\/)component[.]ts$/.test(file))
        .flatMap((file) => [
            ...readFileSync(join(FOLDER, layer, file), "utf8").matchAll(/super\("asm-egress:index:(\w+)"/g),
        ])
        .map(([, name = ""]) => name)
        .sort();
}

it("the lab takes a layer out whole: every component of its folder, and no other's", () => {
    const listed = LAYERS.map((layer) => [layer, [...COMPONENTS[layer]].sort()]);
    expect(listed).toEqual(LAYERS.map((layer) => [layer, componentsOf(layer)]));
});

it("every component of the package but the perimeter itself belongs to a layer that can be taken out", () => {
    const schema = JSON.parse(readFileSync(join(PROJECT_ROOT, "components", "schema.json"), "utf8"));
    const all = Object.keys(schema.resources).map((type) => type.replace("asm-egress:index:", ""));
    expect(Object.values(COMPONENTS).flat().sort()).toEqual(all.filter((name) => name !== "EgressPerimeter").sort());
});
