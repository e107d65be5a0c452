import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { readAccount } from "../alicloud/account-file";
import { openWorld, type World } from "../engine/world";
import { exportDeployment } from "./deployment";
import { graphOf } from "./graph";
import { normalised } from "./normalise";
import { placesOf } from "./places";
import type { Recording } from "./recording";
import { restore } from "./restore";

/** Examples that the local stack runs by themselves: a stack config, and no program or one for Node. */
export function recordableExamples(projectRoot: string): string[] {
    const folder = path.join(projectRoot, "examples");
    return fs
        .readdirSync(folder)
        .filter((example) => fs.existsSync(path.join(folder, example, `Pulumi.${example}.yaml`)))
        .filter((example) => {
            const project = path.join(folder, example, "Pulumi.yaml");
            return !fs.existsSync(project) || runtimeOf(parse(fs.readFileSync(project, "utf8"))) === "nodejs";
        })
        .sort();
}

function runtimeOf({ runtime }: { readonly runtime?: string | { readonly name?: string } }): string | undefined {
    return typeof runtime === "string" ? runtime : runtime?.name;
}

/**
 * Brings an example up in `home`, writes down what came of it, and puts that back into a world of its own: a recording that
 * the code which made it does not find unchanged is worth nothing.
 */
export async function record(projectRoot: string, example: string, home: string): Promise<Recording> {
    const folder = path.join(projectRoot, "examples", example);
    const configFile = path.join(folder, `Pulumi.${example}.yaml`);
    const programFile = path.join(folder, "index.ts");
    const recording = {
        example,
        config: fs.readFileSync(configFile, "utf8"),
        ...(fs.existsSync(programFile) && { program: fs.readFileSync(programFile, "utf8") }),
    };
    const first = openWorld({ projectRoot, configFile, home: path.join(home, "recorded") });
    const made = await alone(first, async () => {
        // One after the other: positions of firewall policies are given in the order of their creation.
        succeeded(await first.up({ parallel: 1 }));
        const { layout } = first;
        const deployment = await exportDeployment(first, configFile);
        const account = readAccount(layout.cloudFile);
        const world = normalised({ deployment, account }, placesOf(layout));
        return { ...recording, graph: graphOf(deployment.resources), world };
    });
    const second = openWorld({ projectRoot, configFile, home: path.join(home, "restored") });
    await alone(second, async () => {
        await restore(second, configFile, made);
        const { steps } = succeeded(await second.preview());
        if (steps.length > 0) {
            const found = steps.map(({ op, name, changedPaths }) => `${op} ${name}: ${changedPaths.join(", ")}`);
            throw new Error(`what was written down is not what is there:\n${found.join("\n")}`);
        }
    });
    return made;
}

async function alone<T>(world: World, work: () => Promise<T>): Promise<T> {
    try {
        return await work();
    } finally {
        await world.reset();
    }
}

function succeeded<T extends { readonly ok: boolean; readonly errors: readonly string[] }>(result: T): T {
    if (!result.ok) {
        throw new Error(result.errors.join("\n"));
    }
    return result;
}
