import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { consoleProgress } from "../tools/console-progress";
import { record, recordableExamples } from "./record";
import { releasesFolder, writeRecording } from "./recording";

/*
 * `npm run release:record [-- EXAMPLE…]`: writes down what the present code makes of the examples, and the schema, for the
 * version in package.json. The upgrade gate holds later code against it.
 */

const projectRoot = path.resolve(__dirname, "..", "..", "..");

async function main(wanted: readonly string[]): Promise<void> {
    const { version } = JSON.parse(fs.readFileSync(path.join(projectRoot, "package.json"), "utf8"));
    refuseWhatIsOut(version);
    const folder = releasesFolder(projectRoot);
    const examples = recordableExamples(projectRoot);
    const unknown = wanted.filter((example) => !examples.includes(example));
    if (unknown.length > 0) {
        throw new Error(`no such example with a stack config: ${unknown.join(", ")}`);
    }
    if (wanted.length === 0) {
        fs.rmSync(path.join(folder, version), { recursive: true, force: true });
    }
    fs.mkdirSync(path.join(folder, version), { recursive: true });
    const schema = path.join(projectRoot, "components", "schema.json");
    fs.copyFileSync(schema, path.join(folder, version, "schema.json"));

    const progress = consoleProgress();
    for (const example of wanted.length > 0 ? wanted : examples) {
        const line = progress.begin(example, "up, written down, put back, previewed");
        const home = fs.mkdtempSync(path.join(os.tmpdir(), "asm-egress-record-"));
        try {
            writeRecording(folder, version, await record(projectRoot, example, home));
            line.done("recorded");
        } catch (error) {
            line.fail("not recorded");
            throw error;
        } finally {
            fs.rmSync(home, { recursive: true, force: true });
        }
    }
}

/** What stacks in the world were made with does not change any more. */
function refuseWhatIsOut(version: string): void {
    const tag = execFileSync("git", ["tag", "--list", `v${version}`], { cwd: projectRoot, encoding: "utf8" }).trim();
    if (tag !== "") {
        throw new Error(`${tag} is out: raise the version before anything is recorded`);
    }
}

main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
