import type { EngineEvent } from "@pulumi/pulumi/automation";
import { beforeEach, describe, expect, it } from "vitest";
import { EventLog } from "./event-log";

const URN = "urn:pulumi:local::asm-egress::alicloud:vpc/snatEntry:SnatEntry::prod-snat";
const STACK = "urn:pulumi:local::asm-egress::pulumi:pulumi:Stack::asm-egress-local";
let now = 0;
let log: EventLog;
beforeEach(() => {
    now = 0;
    log = new EventLog(() => now);
});

type Overrides = Record<string, unknown>;
const metadata = (op: string, more: Overrides = {}) => ({
    op,
    urn: URN,
    type: "alicloud:vpc/snatEntry:SnatEntry",
    new: { custom: true },
    ...more,
});
const event = (content: Overrides) => ({ sequence: 0, timestamp: 0, ...content }) as unknown as EngineEvent;
const before = (op: string, more?: Overrides) =>
    log.accept(event({ resourcePreEvent: { metadata: metadata(op, more) } }));
const after = (op: string, more?: Overrides) =>
    log.accept(event({ resOutputsEvent: { metadata: metadata(op, more) } }));
const diagnose = (severity: string, message: string, urn = URN) =>
    log.accept(event({ diagnosticEvent: { severity, message, urn } }));

describe("the engine's events", () => {
    it("become a step with name, time and changed paths when a resource has finished", () => {
        before("update");
        now = 1500;
        const diff = { detailedDiff: { "b[1]": { diffKind: "update" }, a: { diffKind: "add" } } };
        expect(after("update", diff)).toMatchObject({
            op: "update",
            name: "prod-snat",
            seconds: 1.5,
            changedPaths: ["a", "b[1]"],
            failed: false,
        });
    });

    it("are no step for a resource that stays the same", () => {
        before("same");
        expect(after("same")).toBeUndefined();
        expect(log.steps).toEqual([]);
    });

    it("are one step for a component that reports its outputs twice", () => {
        before("create");
        expect(after("create")).toBeDefined();
        expect(after("create")).toBeUndefined();
    });

    it("are two steps for a replacement, without the marker between them", () => {
        for (const op of ["create-replacement", "replace", "delete-replaced"]) {
            before(op);
            after(op);
        }
        expect(log.steps.map((step) => step.op)).toEqual(["create-replacement", "delete-replaced"]);
    });

    it("are no step for what a refresh found unchanged, and one for what it found changed or gone", () => {
        before("refresh");
        expect(after("update")).toBeUndefined();
        expect(after("update", { new: { custom: false }, detailedDiff: { a: {} } })).toBeUndefined();
        expect(after("update", { detailedDiff: { a: {} } })).toMatchObject({ op: "update" });
        expect(after("delete", { new: null, old: { custom: true } })).toMatchObject({ op: "delete" });
    });

    it("keep a failed step under the operation that was tried", () => {
        before("create");
        log.accept(event({ resOpFailedEvent: { metadata: metadata("create"), status: 0, steps: 0 } }));
        expect(log.steps).toMatchObject([{ op: "create", failed: true }]);
    });

    it("count what was seen when the engine ends before its summary", () => {
        before("create");
        after("create");
        expect(log.changes).toEqual({ create: 1 });
    });

    it("count as the engine does when it says so", () => {
        log.accept(event({ summaryEvent: { resourceChanges: { create: 2, same: 5 } } }));
        expect(log.changes).toEqual({ create: 2, same: 5 });
    });
});

describe("diagnostics", () => {
    it("name the resource they are about, but not the stack", () => {
        diagnose("error", "quota exceeded");
        diagnose("error", "the program is wrong", STACK);
        expect(log.errors).toEqual(["SnatEntry prod-snat: quota exceeded", "the program is wrong"]);
    });

    it("of other severities than error and warning never get in: debug ones hold secrets", () => {
        for (const severity of ["debug", "info", "info#err"]) {
            diagnose(severity, "password=hunter2");
        }
        expect(JSON.stringify([log.errors, log.warnings, log.steps])).not.toContain("hunter2");
    });

    it("keep warnings apart from errors", () => {
        diagnose("warning", "an address is unused");
        expect(log.errors).toEqual([]);
        expect(log.warnings).toEqual(["SnatEntry prod-snat: an address is unused"]);
    });

    it("and steps hold no property values", () => {
        before("create", { new: { custom: true, inputs: { password: "hunter2" } } });
        after("create", { new: { custom: true, outputs: { password: "hunter2" } } });
        expect(JSON.stringify(log.steps)).not.toContain("hunter2");
    });
});
