import { fit, type Paint, plainPaint, WIDTH } from "../../commands/step-line";
import { plural } from "../../commands/table";
import { nameOf } from "../scenario/probe";
import type { Difference } from "./difference";
import type { Judgment } from "./judge";
import { differencesIn, type ScenarioResult } from "./verify-scenario";

const MARK = 2;
const GAP = "  ";
const HEAD = ["from", "to", "manner", "verdict", "by", "probe"] as const;
/** Widest that a column gets; destination and name of the probe share what is left. */
const LIMITS = { from: 20, manner: 13, verdict: 7, by: 8 };
const NARROWEST_DESTINATION = 30;

/** A scenario as a table: workload, destination, manner, what became of it, which layer decided, and what the probe is about. */
export function matrix(result: ScenarioResult, paint: Paint = plainPaint): string {
    const all = [...result.judgments, ...result.removals.flatMap(({ judgments }) => judgments)];
    const widths = widthsOf(all);
    const table = (judgments: readonly Judgment[]) => judgments.flatMap((judgment) => rows(judgment, widths, paint));
    return [
        title(result, paint),
        ...(all.length === 0 ? [] : [paint(line("", headOf(all), widths), "dim")]),
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
    const wrong = judgment.differences.length > 0;
    const row = line(wrong ? "!" : "", cellsOf(judgment), widths);
    return [wrong ? paint(row, "bad") : row, ...judgment.differences.flatMap((difference) => told(difference, paint))];
}

function headOf(judgments: readonly Judgment[]): readonly string[] {
    const named = judgments.some((judgment) => cellsOf(judgment).at(-1) !== "");
    return named ? HEAD : HEAD.slice(0, -1);
}

/** A probe without a name of its own is told by the cells before. */
function cellsOf({ probe, from, to, manner, verdict, by }: Judgment): readonly string[] {
    const destination = manner === "http" ? to.replace(/^https?:\/\//, "") : to;
    const name = probe === nameOf({ from, to, manner }) ? "" : probe;
    return [from, destination, manner, verdict, by ?? "", name];
}

function line(mark: string, cells: readonly string[], widths: readonly number[]): string {
    const columns = cells.map((cell, index) => fit(cell, widths[index] ?? 0).padEnd(widths[index] ?? 0));
    return (mark.padEnd(MARK) + columns.join(GAP)).trimEnd();
}

function widthsOf(judgments: readonly Judgment[]): readonly number[] {
    const columns = judgments.map(cellsOf);
    const widest = (column: number) =>
        Math.max(HEAD[column]?.length ?? 0, ...columns.map((cells) => cells[column]?.length ?? 0));
    const from = Math.min(LIMITS.from, widest(0));
    const manner = Math.min(LIMITS.manner, widest(2));
    const { verdict, by } = LIMITS;
    const left = WIDTH - MARK - from - manner - verdict - by - (HEAD.length - 1) * GAP.length;
    const to = Math.min(widest(1), Math.max(NARROWEST_DESTINATION, left - widest(5)));
    return [from, to, manner, verdict, by, left - to];
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
