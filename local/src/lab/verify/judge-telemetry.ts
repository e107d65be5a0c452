import { countText, holds } from "../scenario/count";
import type { Probe } from "../scenario/probe";
import type { Difference } from "./difference";
import type { Evidence } from "./evidence";
import { parseLogLine } from "./log-line";

type Fields = Readonly<Record<string, string | undefined>>;

/** How what the gateway told about a call differs from what it was to tell: log, traces, counters. */
export function telemetryDifferences(probe: Probe, evidence: Evidence): Difference[] {
    const lines = evidence.gatewayLog.map((line) => parseLogLine(line).fields);
    const spans = (evidence.spans ?? []).map(({ tags = {} }) => tags);
    return [
        ...missing("gateway log", "line", probe.log, lines),
        ...missing("trace", "span", probe.trace, spans),
        ...Object.entries(probe.statistics ?? {}).flatMap(([name, wanted]) => {
            const got = evidence.statistics?.[name] ?? 0;
            return holds(wanted, got) ? [] : [{ what: name, expected: countText(wanted), got: String(got) }];
        }),
    ];
}

/** All fields have to be in one of them; otherwise the last one is shown. */
function missing(what: string, of: string, wanted: Fields = {}, seen: readonly Fields[]): Difference[] {
    const fields = Object.entries(wanted);
    if (
        fields.length === 0 ||
        seen.some((one) => fields.every(([name, text]) => text !== undefined && one[name]?.includes(text)))
    ) {
        return [];
    }
    const last = seen.at(-1);
    return [
        {
            what,
            expected: fields.map(([name, text]) => `${name} ${text}`).join(", "),
            got: last === undefined ? `no ${of}` : fields.map(([name]) => `${name} ${last[name] ?? "-"}`).join(", "),
        },
    ];
}
