import { describe, expect, test } from "vitest";
import type { ApiClient } from "./api-client";
import { collectionPath, Discovery, objectPath } from "./discovery";

const resource = (name: string, kind: string, scope = "Namespaced") => ({
    resource: name,
    scope,
    responseKind: { kind },
});
const CORE = { items: [{ metadata: {}, versions: [{ version: "v1", resources: [resource("pods", "Pod")] }] }] };
const group = (...resources: unknown[]) => ({
    items: [{ metadata: { name: "example.com" }, versions: [{ version: "v1", resources }] }],
});

/** An API server of which only discovery is needed. */
class Roots {
    looks = 0;
    groups: unknown = { items: [] };

    asClient(): ApiClient {
        const json = async ({ path }: { path: string }) => {
            if (path === "/api") return CORE;
            this.looks += 1;
            return this.groups;
        };
        return { json } as unknown as ApiClient;
    }
}

describe("kinds", () => {
    test("of the core group and of named groups are found, with their scope", async () => {
        const roots = new Roots();
        roots.groups = group(resource("grounds", "Ground", "Cluster"));
        const discovery = new Discovery(roots.asClient());
        expect(await discovery.find("v1", "Pod")).toMatchObject({ apiVersion: "v1", plural: "pods", namespaced: true });
        expect(await discovery.find("example.com/v1", "Ground")).toMatchObject({
            plural: "grounds",
            namespaced: false,
        });
        expect(roots.looks).toBe(1);
    });

    test("that appear later are found by one more look", async () => {
        const roots = new Roots();
        const discovery = new Discovery(roots.asClient());
        expect(await discovery.find("example.com/v1", "Thing")).toBeUndefined();
        roots.groups = group(resource("things", "Thing"));
        expect(await discovery.find("example.com/v1", "Thing")).toMatchObject({ plural: "things" });
        expect(roots.looks).toBe(2);
    });

    test("that are missed at the same time share one look", async () => {
        const roots = new Roots();
        const discovery = new Discovery(roots.asClient());
        await Promise.all(["A", "B", "C"].map((kind) => discovery.find("example.com/v1", kind)));
        expect(roots.looks).toBe(1);
    });

    test("of another version are not mistaken", async () => {
        const roots = new Roots();
        roots.groups = group(resource("things", "Thing"));
        expect(await new Discovery(roots.asClient()).find("example.com/v2", "Thing")).toBeUndefined();
    });

    test("a group without versions or resources is no obstacle", async () => {
        const roots = new Roots();
        roots.groups = {
            items: [{ metadata: { name: "a" } }, { metadata: { name: "b" }, versions: [{ version: "v1" }] }],
        };
        expect(await new Discovery(roots.asClient()).find("b/v1", "Thing")).toBeUndefined();
    });
});

describe("paths", () => {
    const pod = { apiVersion: "v1", kind: "Pod", plural: "pods", namespaced: true };
    const ground = { apiVersion: "example.com/v1", kind: "Ground", plural: "grounds", namespaced: false };

    test.each([
        [collectionPath(pod, "team"), "/api/v1/namespaces/team/pods"],
        [collectionPath(pod), "/api/v1/pods"],
        [collectionPath(ground, "team"), "/apis/example.com/v1/grounds"],
        [objectPath(pod, { name: "a", namespace: "team" }, "status"), "/api/v1/namespaces/team/pods/a/status"],
        [objectPath(ground, { name: "system:x", namespace: undefined }), "/apis/example.com/v1/grounds/system%3Ax"],
    ])("%s", (path, expected) => {
        expect(path).toBe(expected);
    });

    test("a name cannot lead to another object", () => {
        expect(objectPath(pod, { name: "../secrets/a", namespace: "t" })).toBe(
            "/api/v1/namespaces/t/pods/..%2Fsecrets%2Fa",
        );
    });
});
