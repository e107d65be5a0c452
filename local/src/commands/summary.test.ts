import { describe, expect, it } from "vitest";
import type { OperationResult } from "../engine/operation-result";
import type { WorldStatus } from "../engine/status";
import { renderStatus } from "./status";
import { WIDTH } from "./step-line";
import { changeLine, resourceRows } from "./summary";
import { plural, row } from "./table";

const result = (changes: Record<string, number>): OperationResult => ({
    ok: true,
    changes,
    steps: [],
    errors: [],
    warnings: [],
    outputs: {},
    seconds: 2.04,
    interrupted: false,
});

const STATUS: WorldStatus = {
    stack: "local",
    controlPlane: "running",
    resources: {},
    pendingOperations: 0,
    cloud: { given: [], ours: [], orphans: [] },
    kubernetes: { ours: [], orphans: [] },
};

describe("the line about changes", () => {
    it("names what was done, and what would be done in a preview", () => {
        expect(changeLine("up", result({ create: 2, same: 1 }))).toBe("2 created, 1 unchanged, in 2.0 s");
        expect(changeLine("preview", result({ create: 2 }))).toBe("2 to create, in 2.0 s");
    });

    it("of a destroy counts deletions only: the program ran for its providers", () => {
        expect(changeLine("destroy", result({ create: 5, same: 70, delete: 6 }))).toBe("6 deleted, in 2.0 s");
    });

    it("says so when there was nothing to do", () => {
        expect(changeLine("destroy", result({ same: 3 }))).toMatch(/^nothing to do/);
    });
});

describe("a table row", () => {
    it("goes on in its column instead of growing too wide", () => {
        const lines = row(
            "External services",
            Array.from({ length: 30 }, (_, i) => `service-${i}`),
        ).split("\n");
        expect(lines.length).toBeGreaterThan(1);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(WIDTH);
        expect(lines.slice(1).every((line) => line.startsWith(" ".repeat(22)))).toBe(true);
    });

    it("groups resources by package", () => {
        const rows = resourceRows({ "alicloud:vpc/switch:Switch": 2, "alicloud:ecs/eipAddress:EipAddress": 1 });
        expect(rows).toEqual(["  alicloud            3 resources: 2 Switch, 1 EipAddress"]);
    });

    it("counts one thing in the singular", () => {
        expect([plural(1, "problem"), plural(0, "problem")]).toEqual(["1 problem", "0 problems"]);
    });
});

describe("the status on the terminal", () => {
    it("says when nothing of the stack is left", () => {
        expect(renderStatus(STATUS)).toContain("Nothing of this stack is left.");
    });

    it("admits what it cannot see while the API server is stopped", () => {
        const text = renderStatus({ ...STATUS, controlPlane: "stopped", kubernetes: undefined });
        expect(text).toContain("Nothing of this stack is left (API server not looked at).");
    });

    it("lists orphans within the width, and does not claim that nothing is left", () => {
        const id = "sg-1:egress:tcp:443/443:intranet:0.0.0.0/0:accept:20:".repeat(3);
        const orphan = { id, type: "alicloud:ecs/securityGroupRule:SecurityGroupRule", given: false };
        const text = renderStatus({ ...STATUS, cloud: { ...STATUS.cloud, orphans: [orphan] } });
        expect(text).toMatch(/Not in the state +SecurityGroupRule sg-1/);
        expect(text).not.toContain("Nothing");
        expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(WIDTH);
    });
});
