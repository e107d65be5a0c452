import { describe, expect, it } from "vitest";
import type { Step } from "../engine/operation-result";
import { fit, paintFor, stepLine, WIDTH } from "./step-line";

const step = (more: Partial<Step> = {}): Step => ({
    op: "create",
    urn: "urn:pulumi:local::asm-egress::a:b:Parent$alicloud:vpc/snatEntry:SnatEntry::prod-snat",
    type: "alicloud:vpc/snatEntry:SnatEntry",
    name: "prod-snat",
    seconds: 0.34,
    changedPaths: [],
    failed: false,
    ...more,
});

describe("the line of a finished resource", () => {
    it("shows symbol, type, name and seconds in columns", () => {
        expect(stepLine(step())).toMatch(/^\+ {2}SnatEntry {2,}prod-snat {2,}0\.3 s$/);
    });

    it("has the same width for every resource, and never more than the limit", () => {
        const long = step({
            urn: `urn:pulumi:s::p::${"T".repeat(80)}::${"n".repeat(200)}`,
            name: "n".repeat(200),
            seconds: 61234.5,
        });
        expect(stepLine(step())).toHaveLength(WIDTH);
        expect(stepLine(long)).toHaveLength(WIDTH);
    });

    it.each([
        ["create", "+ "],
        ["update", "~ "],
        ["delete", "- "],
        ["create-replacement", "++"],
        ["delete-replaced", "--"],
        ["something-new", "* "],
    ])("marks %s with %s", (op, symbol) => {
        expect(stepLine(step({ op })).slice(0, 2)).toBe(symbol);
    });

    it("marks a failed step as failed, whatever it was to do", () => {
        expect(stepLine(step({ op: "delete", failed: true }))).toMatch(/^! /);
    });

    it("names what a provider is for", () => {
        expect(stepLine(step({ urn: "urn:pulumi:s::p::pulumi:providers:kubernetes::mesh" }))).toContain(
            "provider kubernetes",
        );
    });
});

describe("shortening", () => {
    it("keeps both ends of a name", () => {
        expect(fit("abcdefghij", 5)).toBe("ab…ij");
    });

    it("leaves a name that fits alone", () => {
        expect(fit("abcde", 5)).toBe("abcde");
    });
});

describe("colours", () => {
    it("are for a terminal", () => {
        expect(paintFor({ isTTY: true }, {})("+", "good")).toBe("\u001b[32m+\u001b[0m");
    });

    it.each<[string, { isTTY?: boolean }, NodeJS.ProcessEnv]>([
        ["a pipe", {}, {}],
        ["NO_COLOR", { isTTY: true }, { NO_COLOR: "1" }],
        ["a dumb terminal", { isTTY: true }, { TERM: "dumb" }],
    ])("are not for %s", (_, stream, environment) => {
        expect(paintFor(stream, environment)("+", "good")).toBe("+");
    });
});
