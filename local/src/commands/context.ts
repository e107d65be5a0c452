import * as path from "node:path";
import { openWorld, type World } from "../engine/world";
import { consoleProgress } from "../tools/console-progress";
import { silentProgress } from "../tools/progress";
import { type Paint, paintFor } from "./step-line";

/** Root of the project this file is compiled into: `<root>/local/dist/commands`. */
export const PROJECT_ROOT = path.resolve(__dirname, "..", "..", "..");
export const DEFAULT_CONFIG = "Pulumi.local.yaml";

export interface CommonOptions {
    readonly config: string;
    readonly verbose?: boolean;
    readonly json?: boolean;
}

/** Where a command writes: results to `out`, everything about how it is going to `err`. */
export interface Terminal {
    out(text: string): void;
    err(text: string): void;
    readonly paint: Paint;
    readonly paintError: Paint;
}

export const terminal: Terminal = {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    paint: paintFor(process.stdout),
    paintError: paintFor(process.stderr),
};

export function worldOf(options: CommonOptions): World {
    return openWorld({
        projectRoot: PROJECT_ROOT,
        configFile: configFileOf(options.config),
        progress: options.json === true ? silentProgress : consoleProgress(),
    });
}

/** The default lies in the project, wherever the command is run; a path that is given is the shell's. */
export function configFileOf(config: string): string {
    return config === DEFAULT_CONFIG ? path.join(PROJECT_ROOT, config) : path.resolve(config);
}
