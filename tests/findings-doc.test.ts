import { describe, expect, it } from "vitest";
import type { Finding } from "../components/intent/finding";
import { EVERY_FINDING } from "./support/every-finding";
import { EXAMPLES, PROGRAM_EXAMPLES, readmeOf } from "./support/examples";
import { findingCodes } from "./support/finding-codes";

const codes = findingCodes();

describe("the findings", () => {
    it("are each provoked by something in tests/support/every-finding.ts, and nothing there is gone", () => {
        expect(Object.keys(EVERY_FINDING).sort()).toEqual(codes);
    });

    it.each(codes)("%s says where, what was expected and what to do", (code) => {
        const finding = provoked(code);
        expect(finding?.path).toMatch(/^[a-z]/);
        for (const text of [finding?.got, finding?.expected, finding?.fix]) {
            expect(text).toMatch(/\S/);
            expect(text).not.toMatch(/undefined|\[object/);
        }
    });

    it("that the READMEs of the examples speak of exist", () => {
        const refused = [...EXAMPLES, ...PROGRAM_EXAMPLES].map(
            (example) => readmeOf(example).split("What is refused or reported:")[1] ?? "",
        );
        const names = [...refused.join("").matchAll(/`([a-z0-9]+(-[a-z0-9]+)+)`/g)].map(([, name = ""]) => name);
        expect(names.length).toBeGreaterThan(30);
        expect(names.filter((name) => !codes.includes(name))).toEqual([]);
    });
});

/** Written anew by `npx vitest run tests/findings-doc.test.ts --update=all`. */
it("docs/findings.md has every finding, as the package says it", async () => {
    const found = codes.flatMap((code) => provoked(code) ?? []);
    const sections = [...new Set(found.map(sectionOf))].sort();
    const text = [
        "# Findings",
        [
            "What a perimeter refuses (error) or reports (warning), by the part of the args that it is about. An error stops",
            "everything before anything is changed; all findings are shown at once, each with its place, what was found, what was",
            "expected and what to do. Some appear at several places; one is shown.",
        ].join("\n"),
        [
            "Generated: the codes are read from the source, each is provoked by a wrong input, and what the package says to it",
            "stands here. `npx vitest run tests/findings-doc.test.ts --update=all` writes it anew; `npm test` fails where a code has",
            "no provocation in `tests/support/every-finding.ts`, or this page is not what the package says.",
        ].join("\n"),
        ...sections.flatMap((section) => [
            `## ${section}`,
            ...found.filter((finding) => sectionOf(finding) === section).map(described),
        ]),
    ];
    await expect(`${text.join("\n\n")}\n`).toMatchFileSnapshot("../docs/findings.md");
});

function provoked(code: string): Finding | undefined {
    return EVERY_FINDING[code]?.().find((finding) => finding.code === code);
}

function sectionOf({ path }: Finding): string {
    return /^[A-Za-z]+/.exec(path)?.[0] ?? "";
}

function described({ code, severity, path, got, expected, fix }: Finding): string {
    return [
        `### ${code}`,
        `${severity === "error" ? "Error" : "Warning"} at \`${path.replaceAll(/\[\d+\]/g, "[]")}\`, for example for ${inCode(got)}`,
        `- expected: ${escaped(expected)}\n- fix: ${escaped(fix)}`,
    ].join("\n\n");
}

function inCode(text: string): string {
    return text.includes("`") ? text : `\`${text}\``;
}

/** Outside of code, a `*` or `<` of a message would be Markdown. */
function escaped(text: string): string {
    return text
        .split("`")
        .map((part, index) => (index % 2 === 0 ? part.replaceAll(/[*<_]/g, "\\$&") : part))
        .join("`");
}
