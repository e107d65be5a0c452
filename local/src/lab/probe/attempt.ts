import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";
import { inNamespace } from "../namespace-command";
import type { Attempt, ProbeRequest } from "./probe-request";

const run = promisify(execFile);
const MAIN = path.resolve(__dirname, "../../../dist/lab/probe/main.js");
/** The probe keeps its own deadlines; this ends one that hangs all the same. */
const LIMIT_MILLISECONDS = 120_000;
const OUTPUT_BYTES = 16 * 1024 * 1024;

/**
 * Makes one probe as a program of a namespace (undefined: of this machine, for tests on loopback), and tells how it ended.
 * Throws where the program did not run: then nothing was tried, and nobody has denied it.
 */
export async function attempt(namespace: string | undefined, request: ProbeRequest): Promise<Attempt> {
    const [command, args] = inNamespace(namespace, [process.execPath, MAIN, JSON.stringify(request)]);
    try {
        const { stdout } = await run(command, args, {
            timeout: LIMIT_MILLISECONDS,
            killSignal: "SIGKILL",
            maxBuffer: OUTPUT_BYTES,
        });
        return JSON.parse(stdout) as Attempt;
    } catch (error) {
        const { stderr = "", message = String(error) } = error as { stderr?: string; message?: string };
        const reason = stderr.trim() || message;
        throw new Error(`the probe did not run: ${reason}`);
    }
}
