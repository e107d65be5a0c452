import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { mergedSettings, namespacesOf, readStackConfig, stackNameOf } from "./config-file";

let folder: string;
beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "config-"));
});

function file(text: string, name = "Pulumi.local.yaml"): string {
    const at = path.join(folder, name);
    fs.writeFileSync(at, text);
    return at;
}

const GOOD = `config:
  alicloud:region: cn-hangzhou
  asm-egress:perimeter:
    namespaces: [{ name: billing }]
`;

describe("the name of a stack", () => {
    it.each([
        ["Pulumi.local.yaml", "local"],
        ["/somewhere/Pulumi.my-dev.2.yml", "my-dev.2"],
    ])("%s is the configuration of stack %s", (name, stack) => {
        expect(stackNameOf(name)).toBe(stack);
    });

    it.each(["Pulumi.yaml", "config.yaml", "Pulumi..yaml", "Pulumi.a b.yaml", "Pulumi.dev.json"])(
        "%s names no stack",
        (name) => {
            expect(() => stackNameOf(name)).toThrow("does not name a stack");
        },
    );
});

describe("a configuration file", () => {
    it("yields the perimeter and the region", () => {
        const config = readStackConfig(file(GOOD));
        expect(config).toMatchObject({ stackName: "local", region: "cn-hangzhou" });
        expect(config.perimeter).toEqual({ namespaces: [{ name: "billing" }] });
    });

    it("may hold the perimeter as JSON text, as `pulumi config set` writes it", () => {
        const text = `config:\n  alicloud:region: r\n  asm-egress:perimeter: '{"namespaces": []}'\n`;
        expect(readStackConfig(file(text)).perimeter).toEqual({ namespaces: [] });
    });

    it.each([
        ["without a config mapping", "name: x\n", 'no "config:"'],
        ["that is empty", "", 'no "config:"'],
        ["that is not YAML", "config: {a: 1\n", "not valid YAML"],
        ["without a perimeter", "config:\n  alicloud:region: r\n", "perimeter is missing"],
        ["whose perimeter is a list", "config:\n  asm-egress:perimeter: [1]\n", "perimeter is not a mapping"],
        ["whose perimeter is a word", "config:\n  asm-egress:perimeter: yes please\n", "perimeter is not a mapping"],
        ["without a region", "config:\n  asm-egress:perimeter: { a: 1 }\n", "alicloud:region is missing"],
    ])("%s is refused with a reason and a fix", (_, text, reason) => {
        expect(() => readStackConfig(file(text))).toThrow(
            expect.objectContaining({ message: expect.stringContaining(reason), fix: expect.stringMatching(/\S/) }),
        );
    });

    it("that does not exist is refused by name", () => {
        expect(() => readStackConfig(path.join(folder, "Pulumi.none.yaml"))).toThrow(/Pulumi\.none\.yaml: no such/);
    });

    it("with an encrypted value is refused, and the value is not repeated", () => {
        const text = `${GOOD}    externalServices: [{ name: a, key: { secure: AAABciphertext } }]\n`;
        expect(() => readStackConfig(file(text))).toThrow(
            expect.objectContaining({
                message: expect.stringMatching(/perimeter\.externalServices\[0\]\.key is encrypted(?!.*AAAB)/),
            }),
        );
    });

    it("may hold an encrypted mesh kubeconfig, which the local one replaces", () => {
        const text = `${GOOD}  asm-egress:meshKubeconfig: { secure: AAABciphertext }\n`;
        expect(readStackConfig(file(text)).stackName).toBe("local");
    });
});

describe("merged settings", () => {
    const kubeconfig = { mesh: "/w/mesh.kubeconfig", cluster: "/w/cluster.kubeconfig" };

    it("are the person's values with the local kubeconfigs on top", () => {
        const merged = mergedSettings({ "alicloud:region": "r", "asm-egress:meshKubeconfig": "theirs" }, kubeconfig);
        expect(merged).toEqual({
            config: {
                "alicloud:region": "r",
                "asm-egress:meshKubeconfig": "/w/mesh.kubeconfig",
                "kubernetes:kubeconfig": "/w/cluster.kubeconfig",
            },
        });
    });

    it("drop what points at a real cluster", () => {
        const merged = mergedSettings({ "kubernetes:context": "production", "kubernetes:namespace": "x" }, kubeconfig);
        expect(JSON.stringify(merged)).not.toMatch(/production|kubernetes:namespace/);
    });

    it("keep the salt of the local state", () => {
        expect(mergedSettings({}, kubeconfig, "v1:salt")).toMatchObject({ encryptionsalt: "v1:salt" });
        expect(mergedSettings({}, kubeconfig)).not.toHaveProperty("encryptionsalt");
    });
});

describe("the namespaces of a perimeter", () => {
    it("are the fenced ones and those of clients, each once", () => {
        const perimeter = {
            namespaces: [{ name: "billing" }],
            externalServices: [{ clients: [{ namespace: "billing" }, { namespace: "ops" }] }, { clients: [] }],
        };
        expect(namespacesOf(perimeter)).toEqual(["billing", "istio-system", "ops"]);
    });

    it("survive a perimeter of the wrong shape, which the program will refuse", () => {
        expect(namespacesOf({ namespaces: "x", externalServices: [1, { clients: { a: 1 } }] })).toEqual([
            "istio-system",
        ]);
    });
});
