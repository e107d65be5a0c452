import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { Surroundings } from "./surroundings";
import { openWorld, type World } from "./world";

let root: string;
let calls: string[];
beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "world-"));
    calls = [];
});

const surroundings: Surroundings = {
    prepareTools: async () => {
        calls.push("tools");
        return { pulumiRoot: root, etcd: "", kubeApiserver: "", istioCrds: "" };
    },
    startControlPlane: async ({ layout, namespaces }) => {
        calls.push(`start ${namespaces.join(" ")}`);
        fs.mkdirSync(layout.controlPlane, { recursive: true });
        return { started: true };
    },
    stopControlPlane: async () => {
        calls.push("stop");
    },
    controlPlaneState: async () => "stopped",
    seedCloud: () => {
        calls.push("seed");
    },
    cloudObjects: () => [],
    managedKubernetesObjects: async () => {
        throw new Error("a stopped API server is not asked");
    },
    pluginEntries: { kubernetes: "/k.js", alicloud: "/a.js" },
};

function world(config: string | undefined, name = "Pulumi.local.yaml"): World {
    if (config !== undefined) {
        fs.writeFileSync(path.join(root, name), config);
    }
    return openWorld({ projectRoot: root, configFile: name, home: path.join(root, "home"), surroundings });
}

const GOOD = "config: { 'alicloud:region': r, 'asm-egress:perimeter': { namespaces: [{ name: shop }] } }\n";

describe("a world", () => {
    it("starts tools, control plane and seeds, and remembers that the API server is new", async () => {
        const opened = world(GOOD);
        expect(await opened.start()).toEqual({ started: true });
        expect(calls).toEqual(["tools", "start istio-system shop", "seed"]);
        expect(fs.existsSync(opened.layout.unseenMark)).toBe(true);
    });

    it.each<[string, string | undefined]>([
        ["missing", undefined],
        ["not YAML", "config: {\n"],
        ["without a perimeter", "config: { 'alicloud:region': r }\n"],
    ])("with a configuration that is %s starts nothing at all", async (_, config) => {
        const opened = world(config);
        for (const operation of ["up", "preview", "refresh", "destroy"] as const) {
            await expect(opened[operation]()).rejects.toThrow(/Pulumi\.local\.yaml/);
        }
        expect(calls).toEqual([]);
        expect(fs.existsSync(opened.layout.folder)).toBe(false);
    });

    it("can be looked at, stopped and reset without its configuration", async () => {
        const opened = world(undefined);
        fs.mkdirSync(opened.layout.controlPlane, { recursive: true });
        expect(await opened.status()).toMatchObject({ stack: "local", controlPlane: "stopped", resources: {} });
        await opened.reset();
        expect(calls).toEqual(["stop"]);
        expect(fs.existsSync(opened.layout.folder)).toBe(false);
    });

    it("keeps everything of a stack in a folder of its own", () => {
        const [one, two] = [world(GOOD, "Pulumi.one.yaml"), world(GOOD, "Pulumi.two.yaml")];
        expect(one.layout.folder).toBe(path.join(root, "home", "one"));
        expect(two.layout.folder).toBe(path.join(root, "home", "two"));
    });

    it("writes the driver's settings beside the state, never into the project", async () => {
        const cancel = AbortSignal.abort();
        const opened = world(GOOD);
        expect(await opened.up({ cancel })).toMatchObject({ ok: false, interrupted: true });
        const project = fs.readFileSync(path.join(opened.layout.work, "Pulumi.yaml"), "utf8");
        expect(project).toContain(opened.layout.plugins);
        expect(fs.existsSync(path.join(root, "Pulumi.yaml"))).toBe(false);
    });
});
