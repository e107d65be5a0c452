import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WIDTH } from "../../commands/step-line";
import { MANNERS, nameOf } from "../scenario/probe";
import type { Judgment } from "./judge";
import { matrix, summary } from "./matrix";
import type { ScenarioResult } from "./verify-scenario";

const base = { from: "payments", to: "http://api.stripe.com/", manner: "http" } as const;

function judged(change: Partial<Judgment> = {}): Judgment {
    const asked = { ...base, ...change };
    return { probe: nameOf(asked), expected: "allowed", verdict: "allowed", differences: [], ...asked };
}

function result(judgments: readonly Judgment[], change: Partial<ScenarioResult> = {}): ScenarioResult {
    return {
        id: "one",
        name: "a scenario",
        file: "one.yaml",
        seconds: 12.34,
        judgments,
        actions: [],
        removals: [],
        ...change,
    };
}

function linesOf(of: ScenarioResult): string[] {
    return matrix(of).split("\n");
}

describe("the matrix", () => {
    it("says who tried what, what became of it, who decided, and what it was about", () => {
        const denied = judged({
            probe: "another identity",
            from: "batch",
            expected: "denied",
            verdict: "denied",
            by: "access",
        });
        expect(linesOf(result([judged(), denied]))).toEqual([
            expect.stringMatching(/^one: a scenario +as expected, 12\.3 s$/),
            "  from      to               manner  verdict  by        probe",
            "  payments  api.stripe.com/  http    allowed",
            "  batch     api.stripe.com/  http    denied   access    another identity",
        ]);
    });

    it("keeps the scheme where the manner does not say it", () => {
        const to = "https://api.stripe.com/";
        expect(matrix(result([judged({ to, manner: "bypassSidecar" })]))).toContain(to);
        expect(matrix(result([judged({ to: "http://api.stripe.com/" })]))).not.toContain("http://");
    });

    it("marks what is not as expected, with what was expected and what was got", () => {
        const wrong = judged({
            verdict: "denied",
            differences: [{ what: "verdict", expected: "allowed", got: "denied (403)" }],
        });
        const lines = linesOf(result([wrong]));
        expect(lines[0]).toMatch(/1 difference, 12\.3 s$/);
        expect(lines.slice(2)).toEqual([
            expect.stringMatching(/^! payments .* denied$/),
            "    verdict: expected allowed",
            "             got denied (403)",
        ]);
    });

    it("has no column for names where no probe has one", () => {
        expect(linesOf(result([judged()]))[1]).toMatch(/ by$/);
    });

    it("has no head where nothing was tried, and says why", () => {
        const lines = linesOf(result([], { failure: "no route" }));
        expect(lines.slice(1)).toEqual(["! could not be tried to its end: no route"]);
    });

    it("has the probes of each removal below its layer", () => {
        const removals = [{ layer: "network" as const, judgments: [judged({ from: "stray" })] }];
        expect(linesOf(result([judged()], { removals })).slice(3)).toEqual([
            "  without network:",
            "  stray     api.stripe.com/  http    allowed",
        ]);
    });

    it("fits the line, however long names and destinations are", () => {
        const text = fc.string({ unit: fc.constantFrom("a", "-", "7"), minLength: 1, maxLength: 150 });
        const judgments = fc.array(
            fc
                .record({ from: text, to: text, probe: text, manner: fc.constantFrom(...MANNERS) })
                .map((asked) => judged({ ...asked, verdict: "denied", by: "firewall" })),
            { minLength: 1, maxLength: 6 },
        );
        fc.assert(
            fc.property(judgments, (all) => {
                const lines = linesOf(result(all));
                expect(lines.filter((line) => line.length > WIDTH)).toEqual([]);
                const verdicts = lines.slice(2).map((line) => line.indexOf("denied   firewall"));
                expect(new Set(verdicts).size).toBe(1);
                expect(verdicts[0]).toBeGreaterThan(0);
            }),
        );
    });
});

it("the summary counts scenarios and probes, and names those that are not as expected", () => {
    const wrong = judged({ differences: [{ what: "verdict", expected: "allowed", got: "denied" }] });
    expect(summary([result([judged(), judged({ verdict: "denied" })])])).toBe(
        "All as expected: 1 scenario, 2 probes, 1 denied, in 12 s.",
    );
    expect(summary([result([judged()]), result([wrong], { id: "two" })])).toMatch(/^Not as expected: two\./);
});
