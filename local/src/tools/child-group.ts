import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface ChildOptions {
    readonly cwd?: string;
    readonly environment: NodeJS.ProcessEnv;
    readonly signal?: AbortSignal;
    readonly onStderrLine?: (line: string) => void;
}

export interface ChildOutcome {
    readonly code: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

const GRACE_MILLISECONDS = 3000;
const STDERR_LIMIT = 200_000;

/**
 * Runs a program in a process group of its own, and ends the whole group when the signal aborts or this process exits:
 * `go build` has a compiler per core below it, and killing only its parent would leave those running.
 */
export async function runInGroup(
    command: string,
    args: readonly string[],
    options: ChildOptions,
): Promise<ChildOutcome> {
    options.signal?.throwIfAborted();
    const child = spawn(command, args, {
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        env: options.environment,
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
    });

    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
        stdout += text;
    });
    createInterface({ input: child.stderr }).on("line", (line) => {
        stderr = `${stderr}${line}\n`.slice(-STDERR_LIMIT);
        options.onStderrLine?.(line);
    });

    // SIGINT first, so that a program can put its own things in order.
    const interrupt = () => signalGroup(child.pid, "SIGINT");
    let killer: NodeJS.Timeout | undefined;
    const onAbort = () => {
        interrupt();
        killer = setTimeout(() => signalGroup(child.pid, "SIGKILL"), GRACE_MILLISECONDS);
    };
    options.signal?.addEventListener("abort", onAbort, { once: true });
    process.once("exit", interrupt);
    try {
        const code = await new Promise<number | null>((resolve, reject) => {
            child.once("error", reject);
            child.once("close", resolve);
        });
        options.signal?.throwIfAborted();
        return { code, stdout, stderr };
    } finally {
        clearTimeout(killer);
        options.signal?.removeEventListener("abort", onAbort);
        process.removeListener("exit", interrupt);
    }
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
    if (pid === undefined) {
        return;
    }
    try {
        process.kill(-pid, signal);
    } catch {
        // The group has ended already.
    }
}
