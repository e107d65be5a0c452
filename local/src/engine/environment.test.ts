import { describe, expect, it } from "vitest";
import { engineEnvironment } from "./environment";
import { worldLayout } from "./layout";

const layout = worldLayout("/home/.local", "local");

describe("the engine's environment", () => {
    it("has the backend, home and account of this stack", () => {
        expect(engineEnvironment(layout, {}, {})).toMatchObject({
            PULUMI_BACKEND_URL: "file:///home/.local/local/pulumi",
            PULUMI_HOME: "/home/.local/local/home",
            ASM_EGRESS_CLOUD_STATE: "/home/.local/local/cloud.json",
        });
    });

    it.each([
        "PULUMI_ACCESS_TOKEN",
        "PULUMI_STACK",
        "ALICLOUD_ACCESS_KEY",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        "KUBECONFIG",
    ])("does not inherit %s", (name) => {
        expect(Object.keys(engineEnvironment(layout, {}, { [name]: "real" }))).not.toContain(name);
    });

    it("inherits everything else, NODE_OPTIONS too", () => {
        const inherited = { PATH: "/bin", NODE_OPTIONS: "--enable-source-maps", KUBECONFIG_NOT: "x" };
        expect(engineEnvironment(layout, {}, inherited)).toMatchObject(inherited);
    });

    it("skips checkpoints unless the default is asked for", () => {
        expect(engineEnvironment(layout, {}, {})).toHaveProperty("PULUMI_SKIP_CHECKPOINTS", "true");
        expect(engineEnvironment(layout, { checkpoints: "default" }, {})).not.toHaveProperty("PULUMI_SKIP_CHECKPOINTS");
    });

    it("lets a test put its own faults in", () => {
        const extra = { ASM_EGRESS_CLOUD_FAULTS: "/t/faults.json" };
        expect(engineEnvironment(layout, { extra }, {})).toMatchObject(extra);
    });
});
