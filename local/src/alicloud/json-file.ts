import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Undefined where there is no such file; a file that is no JSON is an error that names it. */
export function readJsonFile(file: string): unknown {
    let text: string;
    try {
        text = readFileSync(file, "utf8");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") {
            return undefined;
        }
        throw error;
    }
    try {
        return JSON.parse(text);
    } catch (error) {
        throw new Error(`${file} is not JSON: ${error instanceof Error ? error.message : error}`);
    }
}

/** Readers see the old content or the new, never half of it, whenever the writer dies. */
export function writeJsonFile(file: string, value: unknown): void {
    mkdirSync(dirname(file), { recursive: true });
    const draft = `${file}.${randomUUID()}`;
    writeFileSync(draft, `${JSON.stringify(value, undefined, 2)}\n`);
    renameSync(draft, file);
}
