/** Thrown in place of a result when the person at the keyboard pressed Ctrl-C (or the process was told to end). */
export class InterruptedError extends Error {
    constructor(readonly reason: NodeJS.Signals) {
        super(`stopped by ${reason === "SIGINT" ? "Ctrl-C" : reason}`);
        this.name = "InterruptedError";
    }
}

const SIGNALS: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Turns the signals that would end this process into an aborted `AbortSignal`, so that child processes are ended, locks
 * released and half-written folders removed first. The caller sees an `InterruptedError`.
 */
export async function withInterrupt<T>(action: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const onSignal = (signal: NodeJS.Signals) => controller.abort(new InterruptedError(signal));
    for (const signal of SIGNALS) {
        process.on(signal, onSignal);
    }
    try {
        return await action(controller.signal);
    } catch (error) {
        // Node's own timers reject with a plain AbortError; people should read what really happened.
        throw controller.signal.aborted ? controller.signal.reason : error;
    } finally {
        for (const signal of SIGNALS) {
            process.removeListener(signal, onSignal);
        }
    }
}
