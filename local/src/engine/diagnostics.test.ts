import { describe, expect, it } from "vitest";
import { cleanMessage, Diagnostics, errorLines } from "./diagnostics";

const THROWN = `Unhandled exception: Error: Invalid perimeter: 2 problems
  externalServices[2].hosts[0]: "*.aliyuncs.com" is too wide
  gateway: missing
    at Object.<anonymous> (/project/dist/stack/index.js:4:18)
    at Module._compile (node:internal/modules/cjs/loader:1929:14)
    at node:internal/modules/cjs/loader:2060:10
    at async Stack.initialize (/project/node_modules/@pulumi/pulumi/runtime/stack.js:76:39)
`;

describe("an error message", () => {
    it("loses its stack trace and the SDK's wrapping, and keeps its own lines", () => {
        expect(cleanMessage(THROWN)).toBe(
            'Invalid perimeter: 2 problems\n  externalServices[2].hosts[0]: "*.aliyuncs.com" is too wide\n  gateway: missing',
        );
    });

    it("loses colours in both spellings", () => {
        expect(cleanMessage("<{%fg 1%}>no\u001b[31m such\u001b[39m table<{%reset%}>\n")).toBe("no such table");
    });

    it.each([
        ["Unhandled exception: TypeError: x is undefined", "x is undefined"],
        ["One or more errors occurred: in apply", "in apply"],
        ["Running program '/p/stack/index.ts' failed with an unhandled exception:\nError: no", "no"],
        ["InvalidPerimeterError: two findings", "two findings"],
    ])("%s is said as: %s", (raw, said) => {
        expect(cleanMessage(raw)).toBe(said);
    });

    it.each(["  at least (2) zones are needed", "look at 10.0.0.0/8", "Errors: 3"])(
        "%s is not taken for a stack frame",
        (text) => {
            expect(cleanMessage(text)).toBe(text.trim());
        },
    );
});

describe("the messages of one operation", () => {
    it("say a repeated problem once", () => {
        const found = new Diagnostics();
        found.add(THROWN);
        found.add("Invalid perimeter: 2 problems\n  externalServices[2]");
        found.add(THROWN);
        expect(found.messages).toHaveLength(1);
    });

    it("keep the longer form of a problem that came short first", () => {
        const found = new Diagnostics();
        found.add("throttled");
        found.add("create failed: throttled by the API", "SnatEntry a");
        expect(found.messages).toEqual(["SnatEntry a: create failed: throttled by the API"]);
    });

    it("keep different problems apart and drop empty ones", () => {
        const found = new Diagnostics();
        found.add("no vSwitch", "SnatEntry a");
        found.add("no address", "SnatEntry b");
        found.add("\n    at run (/x.js:1:1)\n");
        expect(found.messages).toEqual(["SnatEntry a: no vSwitch", "SnatEntry b: no address"]);
    });
});

describe("the output of a failed CLI call", () => {
    it("is reduced to its error lines, each once", () => {
        const output = `code: 255\n stdout: {"password":"hunter2"}\nerror: no stack named 'x'\nerr?: Error\nerror: no stack named 'x'\n`;
        expect(errorLines(output)).toEqual(["no stack named 'x'"]);
    });

    it("names a kill from outside", () => {
        expect(errorLines("Command was killed with SIGKILL (Forced termination): /x/pulumi up")).toEqual([
            expect.stringContaining("killed (SIGKILL)"),
        ]);
    });

    it("gives nothing away where it holds no error line", () => {
        expect(errorLines("stdout: token=secret")).toEqual([]);
    });
});
