import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ACCESS_LOG_FIELDS, accessLogFormat } from "./access-log-format";

const operators = ACCESS_LOG_FIELDS.map(({ operator }) => operator);

describe("a line of the access log", () => {
    it.each([
        ["who called", "%DOWNSTREAM_PEER_URI_SAN%"],
        ["the SNI", "%REQUESTED_SERVER_NAME%"],
        ["the host", "%REQ(:AUTHORITY)%"],
        ["the route", "%ROUTE_NAME%"],
        ["the response flags", "%RESPONSE_FLAGS%"],
        ["why HTTP was refused", "%RESPONSE_CODE_DETAILS%"],
        ["why a connection was cut", "%CONNECTION_TERMINATION_DETAILS%"],
        ["what was wrong with TLS", "%UPSTREAM_TRANSPORT_FAILURE_REASON%"],
        ["where it went", "%UPSTREAM_HOST%"],
        ["how much", "%BYTES_SENT%"],
        ["how long", "%DURATION%"],
    ])("says %s", (_, operator) => {
        expect(operators).toContain(operator);
    });

    it("has no path, no query string, no certificate, and no other header than the host", () => {
        expect(accessLogFormat()).not.toMatch(/path|query|forwarded-client-cert|cookie|authorization\)/i);
        const headers = operators.filter((operator) => operator.includes("("));
        expect(headers).toEqual(["%REQ(:AUTHORITY)%", "%REQ(:METHOD)%"]);
    });

    it("has what a caller cannot choose after what it can, where it wins over a forged field of the same name", () => {
        const chosen = ["%REQ(:AUTHORITY)%", "%REQ(:METHOD)%", "%REQUESTED_SERVER_NAME%"];
        expect(operators.slice(0, chosen.length)).toEqual(chosen);
    });

    it("is JSON of one line with every field once", () => {
        const line = JSON.parse(accessLogFormat());
        expect(Object.values(line)).toEqual(operators);
        expect(accessLogFormat()).not.toContain("\n");
        expect(operators.every((operator) => /^%[A-Z_]+(\(:[A-Z]+\))?%$/.test(operator))).toBe(true);
    });

    it("is in the documentation as it is: format, example and meaning", () => {
        const text = readFileSync(new URL("../../../docs/telemetry.md", import.meta.url), "utf8");
        expect(text).toContain(accessLogFormat());
        const example = Object.fromEntries(ACCESS_LOG_FIELDS.map((field) => [field.name, field.example]));
        expect(JSON.parse(/```json\n([^`]+)```/.exec(text)?.[1] ?? "nothing")).toEqual(example);
        const rows = text
            .split("\n")
            .filter((line) => line.startsWith("| `"))
            .map((line) =>
                line
                    .split("|")
                    .slice(1, -1)
                    .map((cell) => cell.trim()),
            );
        expect(rows).toEqual(
            ACCESS_LOG_FIELDS.map(({ name, operator, meaning }) => [`\`${name}\``, `\`${operator}\``, meaning]),
        );
    });
});
