import * as fs from "node:fs";
import * as path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { canonicalText } from "./json-values";
import type { RecordedWorld } from "./normalise";

/** An example as a release left it: what its user had written, and what came of it. */
export interface Recording {
    readonly example: string;
    /** `Pulumi.<example>.yaml`. */
    readonly config: string;
    /** The example's own program, where it has one. */
    readonly program?: string;
    readonly graph: string;
    readonly world: RecordedWorld;
}

/** Folder with one folder for each release. */
export function releasesFolder(projectRoot: string): string {
    return path.join(projectRoot, "released");
}

/** Versions with a recording, the newest last. */
export function releasesIn(folder: string): string[] {
    const versions = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
    return versions.filter((name) => /^\d+[.]\d+[.]\d+$/.test(name)).sort(byVersion);
}

export function examplesOf(folder: string, version: string): string[] {
    return fs
        .readdirSync(path.join(folder, version), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort();
}

export function configFileOf(folder: string, version: string, example: string): string {
    return path.join(folder, version, example, `Pulumi.${example}.yaml`);
}

export function writeRecording(folder: string, version: string, recording: Recording): void {
    const configFile = configFileOf(folder, version, recording.example);
    const place = path.dirname(configFile);
    fs.rmSync(place, { recursive: true, force: true });
    fs.mkdirSync(place, { recursive: true });
    fs.writeFileSync(configFile, recording.config);
    fs.writeFileSync(path.join(place, "graph.txt"), recording.graph);
    fs.writeFileSync(path.join(place, "world.json.gz"), gzipSync(canonicalText(recording.world), { level: 9 }));
    if (recording.program !== undefined) {
        fs.writeFileSync(path.join(place, "index.ts"), recording.program);
    }
}

export function readRecording(folder: string, version: string, example: string): Recording {
    const configFile = configFileOf(folder, version, example);
    const place = path.dirname(configFile);
    const programFile = path.join(place, "index.ts");
    return {
        example,
        config: fs.readFileSync(configFile, "utf8"),
        graph: fs.readFileSync(path.join(place, "graph.txt"), "utf8"),
        world: JSON.parse(gunzipSync(fs.readFileSync(path.join(place, "world.json.gz"))).toString("utf8")),
        ...(fs.existsSync(programFile) && { program: fs.readFileSync(programFile, "utf8") }),
    };
}

function byVersion(left: string, right: string): number {
    const [a, b] = [left, right].map((version) => version.split(".").map(Number));
    const difference = [0, 1, 2].map((part) => (a?.[part] ?? 0) - (b?.[part] ?? 0));
    return difference.find((part) => part !== 0) ?? 0;
}
