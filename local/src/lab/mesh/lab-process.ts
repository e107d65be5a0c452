import { type ChildProcess, execFile, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { promisify } from "node:util";
import { describeLog } from "../../control-plane/daemon";

const run = promisify(execFile);

export interface LabProcessOptions {
    /** For messages. */
    readonly name: string;
    /** As `ip netns exec` knows it. */
    readonly namespace: string;
    readonly command: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly folder: string;
    readonly logFile: string;
}

/** A program in a namespace of the lab, with everything it starts: they end together, at the latest with the namespace. */
export class LabProcess {
    private constructor(
        private readonly child: ChildProcess,
        private readonly options: LabProcessOptions,
    ) {}

    static async start(options: LabProcessOptions): Promise<LabProcess> {
        const log = openSync(options.logFile, "a");
        try {
            const child = spawn("ip", ["netns", "exec", options.namespace, ...options.command], {
                cwd: options.folder,
                // Nothing of the caller's: proxy settings and variables of Istio's own programs would change what is started.
                env: { PATH: process.env.PATH, ...options.environment },
                stdio: ["ignore", log, log],
                // A group of its own: an agent that is killed leaves its Envoy behind.
                detached: true,
            });
            await new Promise<void>((resolve, reject) => {
                child.once("spawn", resolve);
                child.once("error", (error) =>
                    reject(new Error(`${options.name} cannot be started: ${error.message}`)),
                );
            });
            child.unref();
            return new LabProcess(child, options);
        } finally {
            closeSync(log);
        }
    }

    /** Waits until `ready` answers without an error; a program that ends meanwhile, or takes too long, is an error with its log. */
    async until(ready: (signal: AbortSignal) => Promise<unknown>, milliseconds: number): Promise<void> {
        const { name, logFile } = this.options;
        const over = new AbortController();
        let timer: NodeJS.Timeout | undefined;
        const ended = new Promise<never>((_, reject) => {
            const fail = (why: string) => reject(new Error(`${name} ${why}; ${describeLog(logFile)}`));
            const gone = () => fail(`ended (${this.child.exitCode ?? this.child.signalCode})`);
            this.child.once("exit", gone);
            over.signal.addEventListener("abort", () => this.child.removeListener("exit", gone));
            timer = setTimeout(() => fail(`is not ready after ${milliseconds / 1000} s`), milliseconds);
            if (this.hasEnded()) {
                gone();
            }
        });
        try {
            await Promise.race([ready(over.signal), ended]);
        } finally {
            clearTimeout(timer);
            over.abort();
        }
    }

    hasEnded(): boolean {
        return this.child.exitCode !== null || this.child.signalCode !== null;
    }

    async end(): Promise<void> {
        const ended = this.hasEnded() || new Promise((resolve) => this.child.once("exit", resolve));
        try {
            process.kill(-(this.child.pid ?? 0), "SIGKILL");
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
                throw error;
            }
        }
        await ended;
    }
}

/** Runs a program in a namespace to its end and answers what it printed. */
export async function runInNamespace(
    namespace: string,
    command: readonly string[],
    options: { readonly signal?: AbortSignal; readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<string> {
    const { stdout } = await run("ip", ["netns", "exec", namespace, ...command], {
        maxBuffer: 256 * 1024 * 1024,
        ...(options.signal && { signal: options.signal }),
        ...(options.environment && { env: { PATH: process.env.PATH, ...options.environment } }),
    });
    return stdout;
}
