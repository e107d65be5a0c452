import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { type PluginSources, pluginFolders, writeLauncher } from "./plugins";

let root: string;
let sources: PluginSources;
beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "plug'ins-"));
    put("project/node_modules/@pulumi/kubernetes/package.json", '{"version": "4.34.2"}');
    sources = {
        projectRoot: path.join(root, "project"),
        entries: { kubernetes: "/k/main.js", alicloud: "/a/main.js" },
        launchers: path.join(root, "launchers"),
        pulumiHome: path.join(root, "home"),
    };
});

function put(file: string, text: string): string {
    const at = path.join(root, file);
    fs.mkdirSync(path.dirname(at), { recursive: true });
    fs.writeFileSync(at, text);
    return at;
}

describe("provider plugins", () => {
    it("are this package's own where no official one is installed", () => {
        expect(pluginFolders(sources)).toEqual([
            { name: "kubernetes", path: path.join(root, "launchers", "kubernetes") },
            { name: "alicloud", path: path.join(root, "launchers", "alicloud") },
        ]);
    });

    it("for Kubernetes are the official one of exactly the SDK's version", () => {
        const official = put("home/plugins/resource-kubernetes-v4.34.2/pulumi-resource-kubernetes", "");
        expect(pluginFolders(sources)[0]?.path).toBe(path.dirname(official));
    });

    it("of another version are not taken", () => {
        put("home/plugins/resource-kubernetes-v4.34.1/pulumi-resource-kubernetes", "");
        expect(pluginFolders(sources)[0]?.path).toContain("launchers");
    });

    it("for the cloud are never the official ones: no account is touched", () => {
        put("home/plugins/resource-alicloud-v3.108.0/pulumi-resource-alicloud", "");
        expect(pluginFolders(sources)[1]?.path).toContain("launchers");
    });

    it("get all arguments through a launcher, even from a path with a quote in it", () => {
        const entry = put("main.js", "console.log(JSON.stringify(process.argv.slice(2)))");
        const launcher = path.join(writeLauncher(path.join(root, "l"), "alicloud", entry), "pulumi-resource-alicloud");
        expect(execFileSync(launcher, ["127.0.0.1:1", "a b"], { encoding: "utf8" })).toBe('["127.0.0.1:1","a b"]\n');
    });
});
