import { describe, expect, test } from "vitest";
import type { CheckRequest, Properties } from "../plugin-host/provider";
import { UNKNOWN } from "../plugin-host/values";
import type { ResourceKind } from "./discovery";
import { AUTONAMED, checkInputs, refusal } from "./inputs";

const CONFIG_MAP: ResourceKind = { apiVersion: "v1", kind: "ConfigMap", plural: "configmaps", namespaced: true };
const NAMESPACE: ResourceKind = { apiVersion: "v1", kind: "Namespace", plural: "namespaces", namespaced: false };

function request(newInputs: Properties, more: Partial<CheckRequest> = {}): CheckRequest {
    return {
        type: "kubernetes:core/v1:ConfigMap",
        urn: "urn:pulumi:dev::shop::kubernetes:core/v1:ConfigMap::settings",
        name: "settings",
        oldInputs: undefined,
        randomSeed: Buffer.from("seed"),
        newInputs: { apiVersion: "v1", kind: "ConfigMap", ...newInputs },
        ...more,
    };
}

const check = (newInputs: Properties, kind: ResourceKind | undefined = CONFIG_MAP, more: Partial<CheckRequest> = {}) =>
    checkInputs(request(newInputs, more), kind, "team");

const metadataOf = (inputs: Properties) => inputs.metadata as Record<string, Properties & string>;

describe("names", () => {
    test("a missing name is made from the logical name and the seed, and marked as made", () => {
        const { name, annotations } = metadataOf(check({}).inputs);
        expect(name).toMatch(/^settings-[0-9a-f]{8}$/);
        expect(annotations).toEqual({ [AUTONAMED]: "true" });
        expect(metadataOf(check({}).inputs).name).toBe(name);
    });

    test("another seed makes another name", () => {
        const other = check({}, CONFIG_MAP, { randomSeed: Buffer.from("other") });
        expect(metadataOf(other.inputs).name).not.toBe(metadataOf(check({}).inputs).name);
    });

    test("a made name is kept by later checks", () => {
        const first = check({}).inputs;
        const later = check({}, CONFIG_MAP, { oldInputs: first, randomSeed: Buffer.from("other") });
        expect(metadataOf(later.inputs).name).toBe(metadataOf(first).name);
    });

    test("a name that the user gave is not kept once it is taken away", () => {
        const oldInputs = check({ metadata: { name: "mine" } }).inputs;
        expect(metadataOf(check({}, CONFIG_MAP, { oldInputs }).inputs).name).toMatch(/^settings-/);
    });

    test("generateName is the prefix of a made name", () => {
        expect(metadataOf(check({ metadata: { generateName: "gen." } }).inputs).name).toMatch(/^gen\.[0-9a-f]{8}$/);
    });

    test.each([["mine"], [UNKNOWN]])("the name %j is left as it is", (name) => {
        const { name: checked, annotations } = metadataOf(check({ metadata: { name } }).inputs);
        expect(checked).toBe(name);
        expect(annotations).toBeUndefined();
    });

    test("metadata that is unknown as a whole is left as it is", () => {
        expect(check({ metadata: UNKNOWN })).toMatchObject({ inputs: { metadata: UNKNOWN }, failures: [] });
    });

    test("the inputs of the request are not changed", () => {
        const newInputs = { metadata: { labels: {} } };
        check(newInputs);
        expect(newInputs).toEqual({ metadata: { labels: {} } });
    });
});

describe("namespaces", () => {
    test("an object of a namespaced kind gets the default one", () => {
        expect(metadataOf(check({}).inputs).namespace).toBe("team");
    });

    test("the namespace that the user gave stays", () => {
        expect(metadataOf(check({ metadata: { namespace: "other" } }).inputs).namespace).toBe("other");
    });

    test("an object of a cluster-scoped kind gets none", () => {
        expect(metadataOf(check({}, NAMESPACE).inputs).namespace).toBeUndefined();
    });

    test("a namespace on a cluster-scoped kind is a failure", () => {
        expect(check({ metadata: { name: "a", namespace: "b" } }, NAMESPACE).failures).toEqual([
            { property: "metadata.namespace", reason: "Namespace is cluster-scoped; remove the namespace" },
        ]);
    });

    test("a kind that is not served yet is no failure, and gets no namespace", () => {
        const { inputs, failures } = checkInputs(request({}), undefined, "team");
        expect(failures).toEqual([]);
        expect(metadataOf(inputs).namespace).toBeUndefined();
    });
});

describe("failures", () => {
    test.each([
        ["apiVersion", { apiVersion: undefined }],
        ["kind", { kind: "" }],
        ["kind", { kind: 1 }],
    ])("a missing or odd %s", (property, inputs) => {
        expect(check(inputs).failures.map((failure) => failure.property)).toEqual([property]);
    });

    test("a waitFor expression that nobody can read", () => {
        const metadata = { annotations: { "pulumi.com/waitFor": "soon" } };
        expect(check({ metadata }).failures.map((failure) => failure.property)).toEqual([
            'metadata.annotations["pulumi.com/waitFor"]',
        ]);
    });

    test("a waitFor expression that is not known yet is none", () => {
        expect(check({ metadata: { annotations: { "pulumi.com/waitFor": UNKNOWN } } }).failures).toEqual([]);
    });
});

describe("types the local plugin refuses", () => {
    test.each([
        ["kubernetes:helm.sh/v3:Release", undefined],
        ["kubernetes:helm.sh/v4:Chart", undefined],
        ["kubernetes:yaml:ConfigFile", undefined],
        ["kubernetes:yaml/v2:ConfigGroup", undefined],
        ["kubernetes:kustomize/v2:Directory", undefined],
        ["kubernetes:core/v1:ConfigMapPatch", "ConfigMap"],
    ])("%s", (type, kind) => {
        expect(refusal(type, kind)).toContain(`${type} is not available in the local world`);
    });

    test.each([
        ["kubernetes:core/v1:ConfigMap", "ConfigMap"],
        ["kubernetes:networking.istio.io/v1:ServiceEntry", "ServiceEntry"],
        ["kubernetes:yaml.example.com/v1:Thing", "Thing"],
        ["kubernetes:example.com/v1:OsPatch", "OsPatch"],
    ])("but not %s", (type, kind) => {
        expect(refusal(type, kind)).toBeUndefined();
    });
});
