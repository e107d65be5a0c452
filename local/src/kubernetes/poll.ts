import { setTimeout as delay } from "node:timers/promises";

export interface Patience {
    readonly timeoutSeconds: number;
    readonly signal: AbortSignal;
}

/** Conditions mostly come true soon after they are asked for, or after minutes. */
const FIRST_INTERVAL_MS = 50;
const LONGEST_INTERVAL_MS = 1000;

/** Asks until the answer is `undefined`, which means done. Otherwise returns the last answer: what is still missing. */
export async function pollWhile<T>(
    ask: () => Promise<T | undefined>,
    { timeoutSeconds, signal }: Patience,
): Promise<T | undefined> {
    const deadline = Date.now() + timeoutSeconds * 1000;
    for (let interval = FIRST_INTERVAL_MS; ; interval = Math.min(interval * 1.5, LONGEST_INTERVAL_MS)) {
        const missing = await ask();
        if (missing === undefined || signal.aborted || Date.now() >= deadline) return missing;
        await delay(Math.min(interval, Math.max(deadline - Date.now(), 1)), undefined, { signal }).catch(() => {});
    }
}
