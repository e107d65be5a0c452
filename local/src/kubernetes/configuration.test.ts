import { describe, expect, test } from "vitest";
import { UNKNOWN } from "../plugin-host/values";
import { checkConfiguration, readConfiguration } from "./configuration";

const kubeconfig = (namespace?: string) =>
    JSON.stringify({
        "current-context": "c",
        contexts: [{ name: "c", context: { cluster: "l", ...(namespace && { namespace }) } }],
        clusters: [{ name: "l", cluster: { server: "https://127.0.0.1:6443" } }],
    });

describe("a provider's configuration is refused", () => {
    test("without a kubeconfig: somebody's ~/.kube/config is never touched", () => {
        expect(checkConfiguration({})).toEqual([
            {
                property: "kubeconfig",
                reason: "is required: the local plugin never falls back to ~/.kube/config",
            },
        ]);
    });

    test("with a kubeconfig that cannot be read", () => {
        const [failure] = checkConfiguration({ kubeconfig: "/nowhere/config" });
        expect(failure?.property).toBe("kubeconfig");
    });

    test.each([["false"], [false]])("with enableServerSideApply %j", (enableServerSideApply) => {
        expect(checkConfiguration({ kubeconfig: kubeconfig(), enableServerSideApply })).toEqual([
            {
                property: "enableServerSideApply",
                reason: "the local plugin always applies server-side; remove the setting or set it to true",
            },
        ]);
    });

    test("when manifests should be rendered instead of applied", () => {
        const failures = checkConfiguration({ kubeconfig: kubeconfig(), renderYamlToDirectory: "out" });
        expect(failures.map(({ property }) => property)).toEqual(["renderYamlToDirectory"]);
    });

    test("with every finding at once", () => {
        expect(checkConfiguration({ enableServerSideApply: "false" })).toHaveLength(2);
    });
});

describe("a provider's configuration is accepted", () => {
    test("while the kubeconfig is not known yet", () => {
        expect(checkConfiguration({ kubeconfig: UNKNOWN })).toEqual([]);
    });

    test("with enableServerSideApply switched on", () => {
        expect(checkConfiguration({ kubeconfig: kubeconfig(), enableServerSideApply: "true" })).toEqual([]);
    });
});

describe("the default namespace", () => {
    test.each([
        ["the provider's", { kubeconfig: kubeconfig("team"), namespace: "mine" }, "mine"],
        ["else the context's", { kubeconfig: kubeconfig("team") }, "team"],
        ["else default", { kubeconfig: kubeconfig() }, "default"],
    ])("is %s", (_, config, expected) => {
        expect(readConfiguration(config).defaultNamespace).toBe(expected);
    });
});

test.each([
    ["true", true],
    [true, true],
    ["false", false],
    [undefined, false],
])("enablePatchForce %j means force: %s", (enablePatchForce, force) => {
    expect(readConfiguration({ kubeconfig: kubeconfig(), enablePatchForce }).force).toBe(force);
});
