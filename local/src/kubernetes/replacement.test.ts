import { describe, expect, test } from "vitest";
import type { Properties } from "../plugin-host/provider";
import { UNKNOWN } from "../plugin-host/values";
import { AUTONAMED } from "./inputs";
import { diffObject } from "./replacement";

function diff(oldInputs: Properties, newInputs: Properties, oldOutputs: Properties = oldInputs) {
    const base = { type: "", urn: "", name: "", id: "", ignoreChanges: [] };
    return diffObject({ ...base, oldInputs, oldOutputs, newInputs });
}

const object = (kind: string, more: Properties = {}, apiVersion = "v1") => ({
    apiVersion,
    kind,
    metadata: { name: "a", namespace: "team" },
    ...more,
});

const replaced = (result: ReturnType<typeof diff>) =>
    result.changes.filter(({ replace }) => replace).map(({ path }) => path);

describe("an object is made anew", () => {
    test.each([
        ["name", { name: "b", namespace: "team" }, "metadata.name"],
        ["namespace", { name: "a", namespace: "other" }, "metadata.namespace"],
    ])("under another %s, the new one first", (_, metadata, path) => {
        const result = diff(object("ConfigMap"), object("ConfigMap", { metadata }));
        expect(replaced(result)).toEqual([path]);
        expect(result.deleteBeforeReplace).toBe(false);
    });

    test("in another API group", () => {
        const result = diff(object("Thing", {}, "a.b/v1"), object("Thing", {}, "c.d/v1"));
        expect(replaced(result)).toEqual(["apiVersion"]);
    });

    test("but not under another version of its API: both are the same object", () => {
        const result = diff(object("Thing", {}, "a.b/v1beta1"), object("Thing", {}, "a.b/v1"));
        expect(result.changes.map(({ path }) => path)).toEqual(["apiVersion"]);
        expect(replaced(result)).toEqual([]);
    });

    test.each([
        ["Secret", "v1", { type: "Opaque" }, { type: "tls" }, "type"],
        ["ConfigMap", "v1", { immutable: true, data: { a: "1" } }, { immutable: true, data: { a: "2" } }, "data.a"],
        ["Service", "v1", { spec: { clusterIP: "10.0.0.1" } }, { spec: { clusterIP: "None" } }, "spec.clusterIP"],
        [
            "Deployment",
            "apps/v1",
            { spec: { selector: { matchLabels: { a: "b" } } } },
            { spec: { selector: { matchLabels: { a: "c" } } } },
            "spec.selector.matchLabels.a",
        ],
        [
            "RoleBinding",
            "rbac.authorization.k8s.io/v1",
            { roleRef: { name: "a" } },
            { roleRef: { name: "b" } },
            "roleRef.name",
        ],
    ])("when an immutable part of a %s changes, the old one first", (kind, apiVersion, before, after, path) => {
        const result = diff(object(kind, before, apiVersion), object(kind, after, apiVersion));
        expect(replaced(result)).toEqual([path]);
        expect(result.deleteBeforeReplace).toBe(true);
    });

    test("with a generated name the new one comes first, since it gets a fresh name", () => {
        const metadata = { name: "a-1", namespace: "team", annotations: { [AUTONAMED]: "true" } };
        const result = diff(object("Secret", { metadata, type: "x" }), object("Secret", { metadata, type: "y" }));
        expect(replaced(result)).toEqual(["type"]);
        expect(result.deleteBeforeReplace).toBe(false);
    });

    test("under a name that is not known yet, the new one first", () => {
        const result = diff(
            object("ConfigMap"),
            object("ConfigMap", { metadata: { name: UNKNOWN, namespace: "team" } }),
        );
        expect(replaced(result)).toEqual(["metadata.name"]);
        expect(result.deleteBeforeReplace).toBe(false);
    });
});

describe("an object stays", () => {
    test("when nothing changes", () => {
        expect(diff(object("ConfigMap"), object("ConfigMap"))).toEqual({ changes: [], deleteBeforeReplace: false });
    });

    test.each([
        ["labels", "ConfigMap", { metadata: { name: "a", namespace: "team", labels: { "x/y": "z" } } }],
        ["data", "ConfigMap", { data: { a: "1" } }],
        ["a spec", "Thing", { spec: { selector: { a: "b" } } }],
    ])("when %s change", (_, kind, more) => {
        const result = diff(object(kind), object(kind, more));
        expect(result.changes).toHaveLength(1);
        expect(replaced(result)).toEqual([]);
        expect(result.deleteBeforeReplace).toBe(false);
    });

    test("when a custom kind of the same name as a core kind changes what is immutable there", () => {
        const result = diff(object("Secret", { type: "a" }, "x.y/v1"), object("Secret", { type: "b" }, "x.y/v1"));
        expect(replaced(result)).toEqual([]);
    });

    test("when a ConfigMap becomes immutable only now", () => {
        expect(replaced(diff(object("ConfigMap"), object("ConfigMap", { immutable: true })))).toEqual([]);
    });

    test("when its inputs are given the namespace it has had all along", () => {
        const result = diff(object("Thing", { metadata: { name: "a" } }), object("Thing"), object("Thing"));
        expect(result.changes).toEqual([]);
    });
});
