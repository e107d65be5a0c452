import { expect, it } from "vitest";
import { guardConcerns } from "../components/layers/guard/plan";
import { intentOf } from "../components/testing/intent";

/** Written anew by `npx vitest run tests/guard-docs.test.ts --update=all`. */
it("the table in the docs says what the guard refuses, and why", async () => {
    const sections = guardConcerns("prod", intentOf()).flatMap(({ name, resources, rules }) => [
        `## ${name}`,
        "",
        `Looks at ${[...new Set(resources.flatMap((rule) => rule.resources))].join(", ")}.`,
        "",
        "| message | because |",
        "| --- | --- |",
        ...rules.map(({ message, why }) => `| ${message} | ${why} |`),
        "",
    ]);
    const text = [
        "# What the guard refuses",
        "",
        "Generated from the policies; [guard.md](guard.md) says what they are for.",
        "",
    ];
    await expect([...text, ...sections].join("\n")).toMatchFileSnapshot("../docs/guard-refusals.md");
});
