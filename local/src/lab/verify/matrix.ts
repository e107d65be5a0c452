import { fit, type Paint, plainPaint, WIDTH } from "../../commands/step-line";
import { plural } from "../../commands/table";
import type { Difference } from "./difference";
import type { Judgment } from "./judge";
import { differencesIn, type ScenarioResult } from "./verify-scenario";

/** Mark, verdict and layer have one width; the rest of the line is for from, destination and manner. */
const MARK = 2;
const VERDICT = 9;
const LAYER = 9;
const GAP = "  ";

/** A scenario as a table: workload, destination, manner, what became of it, and which layer decided. */
export function matrix(result: ScenarioResult, paint: Paint = plainPaint): string {
    const all = [...result.judgments, ...result.removals.flatMap(({ judgments }) => judgments)];
    const widths = widthsOf(all);
    const table = (judgments: readonly Judgment[]) => judgments.flatMap((judgment) => rows(judgment, widths, paint));
    return [
        title(result, paint),
        ...(all.length === 0 ? [] : [paint(line("", ["from", "to", "manner"], "verdict", "by", widths), "dim")]),
        ...table(result.judgments),
        ...result.actions.flatMap(({ action, differences }) => [
            paint(`! ${fit(action, WIDTH - MARK)}`, "bad"),
            ...differences.flatMap((difference) => told(difference, paint)),
        ]),
        ...result.removals.flatMap(({ layer, judgments }) => [
            paint(`  without ${layer}:`, "dim"),
            ...table(judgments),
        ]),
        ...(result.failure === undefined ? [] : [paint(`! could not be tried to its end: ${result.failure}`, "bad")]),
    ].join("\n");
}

function title(result: ScenarioResult, paint: Paint): string {
    const wrong = differencesIn(result);
    const outcome = wrong === 0 ? "as expected" : plural(wrong, "difference");
    const text = `${outcome}, ${result.seconds.toFixed(1)} s`;
    const name = fit(`${result.id}: ${result.name}`, WIDTH - text.length - GAP.length);
    return `${name.padEnd(WIDTH - text.length)}${paint(text, wrong === 0 ? "good" : "bad")}`;
}

function rows(judgment: Judgment, widths: readonly number[], paint: Paint): string[] {
    const { from, to, manner, verdict, by = "", differences } = judgment;
    const wrong = differences.length > 0;
    const row = line(
        wrong ? "!" : "",
        [from, to.replace(/^https?:\/\//, (scheme) => (manner === "http" ? "" : scheme)), manner],
        verdict,
        by,
        widths,
    );
    return [wrong ? paint(row, "bad") : row, ...differences.flatMap((difference) => told(difference, paint))];
}

function line(
    mark: string,
    cells: readonly string[],
    verdict: string,
    layer: string,
    widths: readonly number[],
): string {
    const columns = cells.map((cell, index) => fit(cell, widths[index] ?? 0).padEnd(widths[index] ?? 0));
    return [mark.padEnd(MARK) + columns.join(GAP), verdict.padEnd(VERDICT - GAP.length), layer].join(GAP).trimEnd();
}

/** Destinations are the long ones: they give way. */
function widthsOf(judgments: readonly Judgment[]): readonly number[] {
    const widest = (texts: readonly string[], limit: number) =>
        Math.min(limit, Math.max(8, ...texts.map((text) => text.length)));
    const from = widest(
        judgments.map((judgment) => judgment.from),
        20,
    );
    const manner = widest(
        judgments.map((judgment) => judgment.manner),
        13,
    );
    const left = WIDTH - MARK - from - manner - VERDICT - LAYER - 3 * GAP.length;
    return [
        from,
        widest(
            judgments.map(({ to }) => to),
            left,
        ),
        manner,
    ];
}

function told({ what, expected, got }: Difference, paint: Paint): string[] {
    const room = WIDTH - 6;
    return [
        `    ${fit(`${what}: expected ${expected}`, room)}`,
        `    ${paint(fit(`${" ".repeat(what.length)}  got ${got}`, room), "bad")}`,
    ];
}

/** One line about all scenarios. */
export function summary(results: readonly ScenarioResult[]): string {
    const judgments = results.flatMap((result) => [
        ...result.judgments,
        ...result.removals.flatMap((removal) => removal.judgments),
    ]);
    const wrong = results.filter((result) => differencesIn(result) > 0);
    const denied = judgments.filter(({ verdict }) => verdict === "denied").length;
    const seconds = results.reduce((sum, result) => sum + result.seconds, 0);
    const counted = `${plural(results.length, "scenario")}, ${plural(judgments.length, "probe")}, ${denied} denied, in ${seconds.toFixed(0)} s`;
    return wrong.length === 0
        ? `All as expected: ${counted}.`
        : `Not as expected: ${wrong.map(({ id }) => id).join(", ")}. ${counted}.`;
}
