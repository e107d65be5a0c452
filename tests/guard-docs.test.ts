import { expect, it } from "vitest";
import { guardConcerns } from "../components/layers/guard/plan";
import { intentOf } from "../components/testing/intent";

/** Written anew by `npx vitest run tests/guard-docs.test.ts --update=all`. */
it("the tables in the docs say what the guard refuses, and why", async () => {
    const sections = guardConcerns("prod", intentOf()).flatMap(({ name, resources, rules }) => [
        `## ${name}`,
        `Looks at ${[...new Set(resources.flatMap((rule) => rule.resources))].join(", ")}.`,
        table([["message", "because"], ...rules.map(({ message, why }): Row => [message, why])]),
    ]);
    const text = [
        "# What the guard refuses",
        "Generated from the policies; [guard.md](guard.md) says what they are for.",
    ];
    await expect(`${[...text, ...sections].join("\n\n")}\n`).toMatchFileSnapshot("../docs/guard-refusals.md");
});

type Row = readonly [string, string];

/** Padded as the formatter wants it. */
function table([head = ["", ""], ...rows]: readonly Row[]): string {
    const widths = [0, 1].map((column) => Math.max(...[head, ...rows].map((row) => row[column as 0 | 1].length)));
    const line = (row: Row, fill = " ") =>
        `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(" | ")} |`;
    return [line(head), line(["", ""], "-"), ...rows.map((row) => line(row))].join("\n");
}
