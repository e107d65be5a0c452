import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { parse, stringify } from "yaml";
import type { Fault } from "../../local/src/alicloud/provider/faults";
import type { OperationResult, Step } from "../../local/src/engine/operation-result";
import { programFileFor } from "../../local/src/engine/program";
import { openWorld, type World } from "../../local/src/engine/world";

export const PROJECT_ROOT = new URL("../..", import.meta.url).pathname;

/** The args of the perimeter in a stack config, as plain YAML data. */
// biome-ignore lint/suspicious/noExplicitAny: a test edits the file as a person would, wrong shapes included
export type PerimeterYaml = any;

/** A world of its own for a test file or a group of tests, and a config file to edit. */
export interface PerimeterWorld {
    readonly world: World;
    /** Starts from a stack config as it is in the repository. */
    configure(edit?: (perimeter: PerimeterYaml, config: PerimeterYaml) => void): void;
    setFaults(faults: readonly Fault[]): void;
}

/**
 * Goes when the tests that are around the call are done, after what they take away themselves.
 *
 * @param stack name of the stack, so that perimeters of several test files are told apart
 * @param base stack config to start from
 * @param programFile program to run, if it is not the one that belongs to the stack config
 */
export function perimeterWorld(
    stack: string,
    base = "Pulumi.local.yaml",
    programFile = programFileFor(PROJECT_ROOT, base),
): PerimeterWorld {
    const folder = mkdtempSync(join(tmpdir(), `asm-egress-${stack}-`));
    const configFile = join(folder, `Pulumi.${stack}.yaml`);
    const world = openWorld({
        projectRoot: PROJECT_ROOT,
        configFile,
        home: join(folder, "home"),
        programFile,
    });
    afterAll(async () => {
        await world.reset();
        rmSync(folder, { recursive: true, force: true });
    }, 120_000);
    return {
        world,
        configure(edit = () => {}) {
            const file = parse(readFileSync(join(PROJECT_ROOT, base), "utf8"));
            edit(file.config["asm-egress:perimeter"], file.config);
            writeFileSync(configFile, stringify(file));
        },
        setFaults(faults) {
            writeFileSync(world.layout.faultsFile, JSON.stringify(faults));
        },
    };
}

/** The firewall of these tests bites at once. */
export function withoutSettling({ firewall }: PerimeterYaml): void {
    firewall.settleSeconds = 0;
}

/** `op name` of every step, sorted; components, whose steps say nothing, are left out. */
export function stepsOf({ steps }: OperationResult): string[] {
    return steps
        .filter(isObject)
        .map(({ op, name }) => `${op} ${name}`)
        .sort();
}

/** Position of a step in the order of completion, or a failed test. */
export function positionOf({ steps }: OperationResult, op: string, name: string): number {
    const position = steps.findIndex((step) => step.op === op && step.name === name);
    if (position < 0) {
        throw new Error(`no step "${op} ${name}" among:\n${steps.map((step) => `${step.op} ${step.name}`).join("\n")}`);
    }
    return position;
}

export function isObject({ type }: Step): boolean {
    return !type.startsWith("asm-egress:") && !type.startsWith("pulumi:");
}
