const SIGNALS: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

export interface Interrupts {
    /** The first Ctrl-C: finish what is in flight, then stop. */
    readonly cancel: AbortSignal;
    /** The second one: stop now. */
    readonly kill: AbortSignal;
}

/** Runs `action` with Ctrl-C turned into two signals, so that the engine can stop gracefully first. */
export async function withInterrupts<T>(
    onSignal: (count: number) => void,
    action: (interrupts: Interrupts) => Promise<T>,
    source: Pick<NodeJS.Process, "on" | "removeListener"> = process,
): Promise<T> {
    const cancel = new AbortController();
    const kill = new AbortController();
    let count = 0;
    const interrupted = () => {
        count += 1;
        (count === 1 ? cancel : kill).abort();
        onSignal(count);
    };
    for (const signal of SIGNALS) {
        source.on(signal, interrupted);
    }
    try {
        return await action({ cancel: cancel.signal, kill: kill.signal });
    } finally {
        for (const signal of SIGNALS) {
            source.removeListener(signal, interrupted);
        }
    }
}
