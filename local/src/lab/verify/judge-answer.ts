import { countText, holds } from "../scenario/count";
import type { Probe } from "../scenario/probe";
import { type Difference, textDifference } from "./difference";
import type { Attempt } from "./evidence";

/** Nobody answers a datagram unless it wants to. */
const UNANSWERED: readonly string[] = ["udp", "quic"];

/** How what the prober got differs from what it was to get. */
export function answerDifferences({ answer, expect, manner }: Probe, attempt: Attempt | undefined): Difference[] {
    if (answer === undefined) {
        return expect === "allowed" && !UNANSWERED.includes(manner) ? unanswered(attempt) : [];
    }
    const statuses = statusesOf(attempt);
    const { status } = answer;
    const wrong = status === undefined ? [] : statuses.filter((got) => !holds(status, got));
    const got = wrong.length > 0 ? distinct(wrong) : "none";
    return [
        ...textDifference("outcome", answer.outcome, attempt?.outcome),
        ...(status === undefined || (statuses.length > 0 && wrong.length === 0)
            ? []
            : [{ what: "status", expected: countText(status), got }]),
        ...Object.entries(answer.headers ?? {}).flatMap(([name, value]) =>
            textDifference(`answer's header ${name}`, value, headerOf(attempt, name)),
        ),
        ...(answer.absent ?? []).flatMap((name) => {
            const value = headerOf(attempt, name);
            return value === undefined ? [] : [{ what: `answer's header ${name}`, expected: "absent", got: value }];
        }),
    ];
}

function unanswered(attempt: Attempt | undefined): Difference[] {
    const bad = statusesOf(attempt).filter((status) => status >= 400);
    if (attempt?.outcome === "answered" && bad.length === 0) {
        return [];
    }
    const got =
        attempt?.outcome === "answered"
            ? `status ${distinct(bad)}`
            : `${attempt?.outcome ?? "nothing"} ${attempt?.error ?? ""}`;
    return [{ what: "answer", expected: "an answer below 400", got: got.trim() }];
}

function statusesOf(attempt: Attempt | undefined): readonly number[] {
    const statuses = attempt?.statuses ?? (attempt?.status === undefined ? [] : [attempt.status]);
    return statuses.filter((status) => typeof status === "number");
}

function headerOf(attempt: Attempt | undefined, name: string): string | undefined {
    const entry = Object.entries(attempt?.headers ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase());
    const value = entry?.[1];
    return typeof value === "string" || value === undefined ? value : value.join(", ");
}

function distinct(statuses: readonly number[]): string {
    return [...new Set(statuses)].join(", ");
}
