import * as fs from "node:fs";
import * as path from "node:path";
import { RunError } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";

/**
 * The compiled program of a config file: the one beside it in the project, where that folder has its own, else the stack's.
 *
 * @param projectRoot absolute
 */
export function programFileFor(projectRoot: string, configFile: string): string {
    const folder = path.dirname(path.resolve(projectRoot, configFile));
    const inside = path.relative(projectRoot, folder);
    const own = !inside.startsWith("..") && fs.existsSync(path.join(folder, "index.ts"));
    return path.join(projectRoot, "dist", own ? inside : "stack", "index.js");
}

/**
 * The compiled stack program as the engine's inline program. Its exports are the stack's outputs, as with `pulumi up`;
 * a function export is called, as the Node language host does.
 *
 * Runs once per process: Node would not execute the modules a second time, the program would register nothing, and the
 * engine would delete everything.
 */
export function programOf(file: string): PulumiFn {
    let ran = false;
    return async () => {
        if (ran) {
            throw new RunError("The stack program cannot run twice in one process.");
        }
        ran = true;
        if (!fs.existsSync(file)) {
            throw new RunError(`The stack program is not compiled: ${file} is missing. Run "npm run build".`);
        }
        const exported: unknown = require(file);
        const outputs = typeof exported === "function" ? await (exported as () => unknown)() : exported;
        return { ...(await (outputs as object | Promise<object>)) };
    };
}
