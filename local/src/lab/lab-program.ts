import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import { inNamespace } from "./namespace-command";

const START_MILLISECONDS = 30_000;
const GRACE_MILLISECONDS = 3000;
const OUTPUT_LIMIT = 20_000;

/** A program of the lab in a namespace: says `ready` once, answers each line with a line, and ends when its input does. */
export class LabProgram {
    private queue: Promise<unknown> = Promise.resolve();
    private errors = "";

    private constructor(
        private readonly name: string,
        private readonly child: ChildProcess,
        private readonly lines: Interface,
    ) {
        child.stderr?.setEncoding("utf8").on("data", (text: string) => {
            this.errors = `${this.errors}${text}`.slice(-OUTPUT_LIMIT);
        });
        // Writing to one that has ended: whoever waits for the answer is told.
        child.stdin?.on("error", () => {});
    }

    /** Starts `node <args>`; without a namespace beside this process. */
    static async start(name: string, namespace: string | undefined, args: readonly string[]): Promise<LabProgram> {
        const [command, rest] = inNamespace(namespace, [process.execPath, ...args]);
        const child = spawn(command, rest, { stdio: ["pipe", "pipe", "pipe"] });
        const program = new LabProgram(name, child, createInterface({ input: child.stdout }));
        const ready = await program.nextLine(START_MILLISECONDS).catch(async (error: unknown) => {
            await program.dispose();
            throw error;
        });
        if (ready !== "ready") {
            await program.dispose();
            throw new Error(`${name} said "${ready}" instead of being ready`);
        }
        return program;
    }

    /** One line in, one line out; callers queue. */
    ask(line: string): Promise<string> {
        const answer = this.queue.then(() => {
            const next = this.nextLine(START_MILLISECONDS);
            this.child.stdin?.write(`${line}\n`);
            return next;
        });
        this.queue = answer.catch(() => {});
        return answer;
    }

    async dispose(): Promise<void> {
        if (this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined) {
            return;
        }
        const ended = once(this.child, "exit");
        this.child.stdin?.end();
        const killer = setTimeout(() => this.child.kill("SIGKILL"), GRACE_MILLISECONDS);
        await ended;
        clearTimeout(killer);
    }

    private nextLine(milliseconds: number): Promise<string> {
        return new Promise((resolve, reject) => {
            const settle = () => {
                clearTimeout(timer);
                this.lines.off("line", onLine);
                this.child.off("close", onEnd).off("error", onError);
            };
            const fail = (reason: string) => {
                settle();
                reject(new Error(`${this.name} ${reason}: ${this.errors.trim() || "no output"}`));
            };
            const onLine = (line: string) => {
                settle();
                resolve(line);
            };
            const onEnd = () => fail("has ended");
            const onError = (error: Error) => fail(`cannot be started (${error.message})`);
            const timer = setTimeout(() => fail(`gave no answer within ${milliseconds / 1000} s`), milliseconds);
            this.lines.once("line", onLine);
            this.child.once("close", onEnd).once("error", onError);
            if (this.child.exitCode !== null || this.child.signalCode !== null) {
                onEnd();
            }
        });
    }
}
