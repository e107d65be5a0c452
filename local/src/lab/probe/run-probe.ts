import { failureOf } from "./failure";
import { LONGEST_BODY, Prober } from "./manners";
import type { Attempt, Outcome, ProbeRequest } from "./probe-request";

type Single = Omit<Attempt, "milliseconds" | "statuses">;

/** Tries as often as asked, and never throws: how it ended is the answer. */
export async function runProbe(request: ProbeRequest): Promise<Attempt> {
    const began = Date.now();
    const { repeat = 1, concurrency = 1 } = request;
    const prober = new Prober(request);
    const attempts: Single[] = [];
    let started = 0;
    const worker = async () => {
        while (started < repeat) {
            const index = started++;
            attempts[index] = await single(prober);
        }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, repeat) }, worker));
    const telling = attempts.find(({ outcome }) => outcome !== "answered") ?? attempts.at(-1);
    return {
        ...(telling ?? { outcome: "error", error: "nothing was tried" }),
        milliseconds: Date.now() - began,
        ...(repeat === 1
            ? {}
            : { statuses: attempts.map(({ status, outcome }): number | Outcome => status ?? outcome) }),
    };
}

async function single(prober: Prober): Promise<Single> {
    try {
        return { outcome: "answered", ...(await prober.attempt()) };
    } catch (error) {
        const { outcome, message, received } = failureOf(error);
        return { outcome, error: message, ...(received === "" ? {} : { body: received.slice(0, LONGEST_BODY) }) };
    }
}
