import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parse } from "yaml";
import { EgressPerimeter } from "../../components/index";
import { registrations } from "../../components/testing/mock-engine";
import { programFileFor } from "../../local/src/engine/program";
import {
    configFileOf,
    examplesOf,
    type Recording,
    readRecording,
    releasesFolder,
    releasesIn,
} from "../../local/src/released/recording";
import { restore } from "../../local/src/released/restore";
import { type Announcement, announcedSince } from "./announced";
import type { Registered } from "./losses";
import { type PerimeterWorld, PROJECT_ROOT, perimeterWorld } from "./perimeter-world";

const FOLDER = releasesFolder(PROJECT_ROOT);

export const RELEASES = releasesIn(FOLDER);

/** What upgrades are tried from, state and all; of earlier ones the graphs are compared. */
export const LAST_RELEASE = RELEASES.at(-1) ?? "";

export function releasedExamples(version = LAST_RELEASE): string[] {
    return examplesOf(FOLDER, version);
}

export function released(example: string, version = LAST_RELEASE): Recording {
    return readRecording(FOLDER, version, example);
}

export function releasedSchema(): string {
    return readFileSync(join(FOLDER, LAST_RELEASE, "schema.json"), "utf8");
}

/** What CHANGELOG.md says to those who come from a release. */
export function announced(version = LAST_RELEASE): Announcement[] {
    return announcedSince(readFileSync(join(PROJECT_ROOT, "CHANGELOG.md"), "utf8"), version);
}

/** What the present code registers for the perimeter of a recorded stack config. */
export async function registeredFor({ example, config }: Recording): Promise<Registered[]> {
    const perimeter = parse(config).config["asm-egress:perimeter"];
    // A program that makes the mesh itself has its ID from there.
    const mesh = { id: "asm-of-the-program", ...perimeter.mesh, kubeconfig: "secret" };
    return await registrations(() => {
        new EgressPerimeter(example, { ...perimeter, mesh });
    });
}

/** A world for a recorded example, and the way to the state that it was recorded in. */
export function releasedWorld(example: string): PerimeterWorld & { restore(recording?: Recording): Promise<void> } {
    const recording = released(example);
    const configFile = configFileOf(FOLDER, LAST_RELEASE, example);
    const own = recording.program === undefined ? undefined : join(dirname(configFile), "index.ts");
    const inProject = relative(PROJECT_ROOT, configFile);
    const fixture = perimeterWorld(example, inProject, own ?? programFileFor(PROJECT_ROOT, "Pulumi.local.yaml"));
    return {
        ...fixture,
        restore: async (altered = recording) => {
            fixture.configure();
            await restore(fixture.world, configFile, altered);
        },
    };
}
