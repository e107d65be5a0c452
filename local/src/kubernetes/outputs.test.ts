import { describe, expect, test } from "vitest";
import { UNKNOWN, unwrapSecrets } from "../plugin-host/values";
import type { KubernetesObject } from "./object";
import { outputsOf, outputsOfDryRun, outputsOfInputs } from "./outputs";
import { fieldManagerIn, fieldManagerOf, isOwnedBy } from "./ownership";

const live: KubernetesObject = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "a", uid: "1", resourceVersion: "2", managedFields: [{ manager: "me", operation: "Apply" }] },
    data: { p: "eA==" },
};

describe("outputs", () => {
    test("are the live object without the bookkeeping of its fields, and with its manager", () => {
        expect(unwrapSecrets(outputsOf(live, "me"))).toEqual({
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name: "a", uid: "1", resourceVersion: "2" },
            data: { p: "eA==" },
            __fieldManager: "me",
        });
    });

    test("hide the data of a Secret, however it was declared", () => {
        expect(outputsOf(live, "me").data).not.toEqual(live.data);
    });

    test("do not hide the data of a ConfigMap", () => {
        expect(outputsOf({ ...live, kind: "ConfigMap" }, "me").data).toEqual(live.data);
    });

    test("of a dry run do not pretend to know what only the real create will say", () => {
        expect(outputsOfDryRun(live, "me").metadata).toEqual({
            name: "a",
            uid: UNKNOWN,
            resourceVersion: UNKNOWN,
            creationTimestamp: UNKNOWN,
        });
    });

    test("that follow from inputs alone keep the uid of an object that exists", () => {
        const inputs = { metadata: { name: "a" } };
        expect(outputsOfInputs(inputs, {}).metadata).toMatchObject({ name: "a", uid: UNKNOWN });
        expect(outputsOfInputs(inputs, live).metadata).toMatchObject({ uid: "1", resourceVersion: UNKNOWN });
    });

    test("that follow from unknown metadata leave it unknown", () => {
        expect(outputsOfInputs({ metadata: UNKNOWN }, {})).toEqual({ metadata: UNKNOWN });
    });
});

describe("ownership", () => {
    test("two resources never share a manager", () => {
        expect(fieldManagerOf("urn:a")).not.toBe(fieldManagerOf("urn:b"));
    });

    test("the manager of an object survives another URN", () => {
        expect(fieldManagerIn(outputsOf(live, "first"), "urn:renamed")).toBe("first");
        expect(fieldManagerIn({}, "urn:a")).toBe(fieldManagerOf("urn:a"));
    });

    test("an object is its manager's, nobody else's", () => {
        expect(isOwnedBy(live, "me")).toBe(true);
        expect(isOwnedBy(live, "you")).toBe(false);
    });

    test("to have updated an object is not to own it", () => {
        const metadata = { ...live.metadata, managedFields: [{ manager: "me", operation: "Update" }] };
        expect(isOwnedBy({ ...live, metadata }, "me")).toBe(false);
    });

    test("an object without any bookkeeping is nobody's", () => {
        expect(isOwnedBy({ ...live, metadata: { name: "a" } }, "me")).toBe(false);
    });
});
