import { describe, expect, it } from "vitest";
import { UserError } from "../engine/user-error";
import { InterruptedError } from "../tools/interrupt";
import { EXIT_FAILED, EXIT_INTERRUPTED, exitCodeOf, renderError, renderProblems } from "./failure";
import { plainPaint } from "./step-line";

describe("an error on the terminal", () => {
    it("is its message and what to do about it", () => {
        expect(renderError(new UserError("no region", "add one"), plainPaint)).toBe("no region\n  add one");
    });

    it("has no stack trace unless asked for", () => {
        const error = new Error("broken");
        expect(renderError(error, plainPaint)).toBe("broken");
        expect(renderError(error, plainPaint, true)).toContain("failure.test.ts");
    });

    it("may be something that is no error", () => {
        expect(renderError("plain text", plainPaint)).toBe("plain text");
    });

    it("ends the command with 1, and with 130 after Ctrl-C", () => {
        expect(exitCodeOf(new Error("x"))).toBe(EXIT_FAILED);
        expect(exitCodeOf(new InterruptedError("SIGINT"))).toBe(EXIT_INTERRUPTED);
    });
});

describe("the problems of an operation", () => {
    it("are set apart and keep their lines", () => {
        const text = renderProblems("up failed: 2 problems", ["one\n  detail", "two"], plainPaint);
        expect(text).toBe("up failed: 2 problems.\n\n  one\n    detail\n\n  two");
    });
});
