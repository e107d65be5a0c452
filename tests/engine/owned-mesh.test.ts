import { beforeAll, expect, it } from "vitest";
import { changeAccount, readAccount } from "../../local/src/alicloud/account-file";
import type { OperationResult } from "../../local/src/engine/operation-result";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import { configFileOf } from "../support/examples";
import { perimeterWorld, positionOf, stepsOf } from "../support/perimeter-world";

/** `examples/owned-mesh`: a program of its own, which makes the mesh that the perimeter is in. */
const { world, configure } = perimeterWorld("owned", configFileOf("owned-mesh"));

let preview: OperationResult;
let up: OperationResult;

beforeAll(async () => {
    configure();
    preview = await world.preview();
    up = await world.up({ checkpoints: "default" });
}, 300_000);

function settings() {
    const [mesh] = Object.values(readAccount(world.layout.cloudFile).meshes);
    return mesh?.meshConfig;
}

it("is previewed before there is a mesh, and makes it before anything that is in it", () => {
    expect(preview.errors).toEqual([]);
    expect(stepsOf(preview)).toContain("create owned-mesh");
    expect(up.errors).toEqual([]);
    expect(positionOf(up, "create", "owned-mesh")).toBeLessThan(positionOf(up, "create", "owned-access-deny-all"));
    expect(up.outputs.meshId).toMatch(/^c[0-9a-f]{32}$/);
});

it("refuses undeclared hosts in the whole mesh, and collects what the gateway logs", () => {
    expect(settings()).toMatchObject({
        outboundTrafficPolicy: "REGISTRY_ONLY",
        accessLog: { enabled: true, project: "egress-logs", gatewayEnabled: true, gatewayLifecycle: 180 },
    });
});

it("is unchanged by a second up", async () => {
    expect(stepsOf(await world.up())).toEqual([]);
}, 120_000);

it("closes the mesh again where somebody has opened it by hand", async () => {
    changeAccount(world.layout.cloudFile, ({ meshes }) => {
        for (const mesh of Object.values(meshes)) {
            mesh.meshConfig = { ...mesh.meshConfig, outboundTrafficPolicy: "ALLOW_ANY" };
        }
    });
    const repaired = await world.up({ refresh: true });
    expect(repaired.errors).toEqual([]);
    expect(stepsOf(repaired)).toContain("update owned-mesh");
    expect(settings()?.outboundTrafficPolicy).toBe("REGISTRY_ONLY");
}, 120_000);

it("goes down to nothing, the mesh after all that was in it", async () => {
    const destroyed = await world.destroy();
    expect(destroyed.errors).toEqual([]);
    expect(positionOf(destroyed, "delete", "owned-mesh")).toBeGreaterThan(
        positionOf(destroyed, "delete", "owned-access-deny-all"),
    );
    expect(isEmptyOfOurs(await world.status())).toBe(true);
    expect(readAccount(world.layout.cloudFile).meshes).toEqual({});
}, 120_000);
