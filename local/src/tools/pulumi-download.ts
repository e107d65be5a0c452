import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import * as path from "node:path";
import { runInGroup } from "./child-group";

export interface DownloadOptions {
    /** How long the first answer from the network may take; a firewall that drops packets must not cost minutes. */
    readonly firstAnswerMilliseconds: number;
    readonly totalMilliseconds: number;
    /** Compiled `download-pulumi-main.ts`. */
    readonly installer: string;
}

const DEFAULTS: DownloadOptions = {
    firstAnswerMilliseconds: 10_000,
    totalMilliseconds: 300_000,
    // The same from `src` and from `dist`.
    installer: path.resolve(__dirname, "../../dist/tools/download-pulumi-main.js"),
};

/**
 * Downloads the engine into `<folder>/bin/pulumi` as the Automation API does. Answers undefined, or in one line why there is
 * no engine.
 */
export async function downloadPulumi(
    folder: string,
    version: string,
    environment: NodeJS.ProcessEnv,
    signal: AbortSignal,
    options: DownloadOptions = DEFAULTS,
): Promise<string | undefined> {
    const scratch = path.join(folder, "scratch");
    mkdirSync(scratch, { recursive: true });
    const timeout = new AbortController();
    const timers = [
        // The installer first fetches a script into the temporary folder: while that is empty, nothing has answered.
        setTimeout(() => {
            if (readdirSync(scratch).length === 0) {
                timeout.abort(new Error(`no answer within ${options.firstAnswerMilliseconds / 1000} s`));
            }
        }, options.firstAnswerMilliseconds),
        setTimeout(
            () => timeout.abort(new Error(`not finished within ${options.totalMilliseconds / 1000} s`)),
            options.totalMilliseconds,
        ),
    ];
    try {
        const outcome = await runInGroup(process.execPath, [options.installer, folder, version.replace(/^v/, "")], {
            environment: { ...environment, TMPDIR: scratch },
            signal: AbortSignal.any([signal, timeout.signal]),
        });
        if (outcome.code !== 0) {
            return lastLine(outcome.stderr) ?? `the installer ended with ${outcome.code}`;
        }
        return existsSync(path.join(folder, "bin", "pulumi")) ? undefined : "the installer left no engine behind";
    } catch (error) {
        if (signal.aborted) {
            throw error;
        }
        return error instanceof Error ? error.message : String(error);
    } finally {
        for (const timer of timers) {
            clearTimeout(timer);
        }
        rmSync(scratch, { recursive: true, force: true });
    }
}

/** The SDK puts the address before the reason; on one line the reason matters more. */
function lastLine(text: string): string | undefined {
    const line = text.trim().split("\n").at(-1) ?? "";
    return line.replace(/^Failed to download \S+: /, "") || undefined;
}
