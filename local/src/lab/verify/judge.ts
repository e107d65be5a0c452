import type { DecidingLayer } from "../scenario/layer";
import { type Manner, nameOf, type Probe } from "../scenario/probe";
import { decidingLayer } from "./deciding-layer";
import type { Difference } from "./difference";
import type { Evidence } from "./evidence";
import { answerDifferences } from "./judge-answer";
import { arrivals, seenDifferences } from "./judge-seen";
import { telemetryDifferences } from "./judge-telemetry";

type Verdict = "allowed" | "denied";

/** What became of one probe. */
export interface Judgment {
    readonly probe: string;
    readonly from: string;
    readonly to: string;
    readonly manner: Manner;
    readonly expected: Verdict;
    readonly verdict: Verdict;
    /** The layer that decided, where something was denied and the evidence says by whom. */
    readonly by?: DecidingLayer;
    readonly why?: string;
    /** Empty: all as expected. */
    readonly differences: readonly Difference[];
}

/** What the workload of a probe is like. */
export interface Prober {
    readonly hasSidecar: boolean;
    /** What the scenario says of its admission. */
    readonly admission: "allowed" | "refused";
}

/**
 * Allowed: an application's byte has reached the outside. What the prober saw does not count for that: an attack succeeds
 * also where the answer gets lost. A bare connection does not count, and neither does the gateway's own handshake, which the
 * server's certificate may end.
 */
export function judge(probe: Probe, evidence: Evidence, prober: Prober): Judgment {
    const reached = arrivals(evidence);
    const verdict: Verdict = reached.length > 0 ? "allowed" : "denied";
    const decision = verdict === "denied" ? decidingLayer(probe, evidence, prober.hasSidecar) : undefined;
    const differences = [
        ...admissionDifferences(evidence, prober),
        ...verdictDifferences(probe, verdict, reached[0]?.host, decision?.why),
        ...(probe.expect === "denied" && verdict === "denied" ? byDifferences(probe, decision?.by, decision?.why) : []),
        ...(probe.expect === "allowed" && verdict === "allowed" ? seenDifferences(probe, evidence) : []),
        ...(probe.expect === verdict ? answerDifferences(probe, evidence.attempt) : []),
        ...telemetryDifferences(probe, evidence),
    ];
    return {
        probe: nameOf(probe),
        from: probe.from,
        to: probe.to,
        manner: probe.manner,
        expected: probe.expect,
        verdict,
        ...(decision === undefined ? {} : decision),
        differences,
    };
}

function admissionDifferences({ admission }: Evidence, prober: Prober): Difference[] {
    const got = admission === undefined || admission.allowed ? "allowed" : "refused";
    return admission === undefined || got === prober.admission
        ? []
        : [
              {
                  what: "admission",
                  expected: prober.admission,
                  got: admission.message === undefined ? got : `${got}: ${admission.message}`,
              },
          ];
}

function verdictDifferences(
    { expect }: Probe,
    verdict: Verdict,
    where: string | undefined,
    why: string | undefined,
): Difference[] {
    if (expect === verdict) {
        return [];
    }
    const got =
        where === undefined ? `denied${why === undefined ? "" : ` (${why})`}` : `allowed: it arrived at ${where}`;
    return [{ what: "verdict", expected: expect, got }];
}

function byDifferences({ by }: Probe, decided: DecidingLayer | undefined, why: string | undefined): Difference[] {
    if (by === undefined || (decided !== undefined && by.includes(decided))) {
        return [];
    }
    const got = decided === undefined ? "nothing that says by whom" : `${decided} (${why})`;
    return [{ what: "by", expected: by.join(" or "), got }];
}
