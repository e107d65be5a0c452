import * as fs from "node:fs";
import * as path from "node:path";

/**
 * Puts right what a killed engine can leave half-written in the file backend. State files are replaced by a rename, but
 * the `.attrs` file beside each is written in place: cut short, every later command fails with "failed to load
 * checkpoint: EOF". It holds a checksum and a content type only, and the backend does without.
 *
 * Only for a stack that no engine is at work on. Returns the files that were removed.
 */
export function repairBackend(backend: string): string[] {
    const root = path.join(backend, ".pulumi");
    if (!fs.existsSync(root)) {
        return [];
    }
    const broken = fs
        .readdirSync(root, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".attrs"))
        .map((name) => path.join(root, name))
        .filter(isCutShort);
    for (const file of broken) {
        fs.rmSync(file, { force: true });
    }
    return broken;
}

function isCutShort(file: string): boolean {
    try {
        JSON.parse(fs.readFileSync(file, "utf8"));
        return false;
    } catch (error) {
        return error instanceof SyntaxError;
    }
}
