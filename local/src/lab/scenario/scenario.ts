import { z } from "zod";
import { action } from "./action";
import { decidingLayer, layer } from "./layer";
import { probe } from "./probe";
import { world } from "./world";

/** A layer whose removal from the live world is tried after the probes: what was denied has to stay denied. */
const removal = z.strictObject({
    layer,
    /** Layers that have to decide now, by the name of the probe; any layer for the others. */
    by: z.record(z.string(), decidingLayer).default({}),
    /** Names of probes that were denied and are allowed without the layer: what it alone holds. */
    opens: z.array(z.string()).default([]),
});

/** What a base may hold: everything but probes and what belongs to them. */
const shared = {
    /** The stack config's `asm-egress:perimeter`, judged by the stack's own validator. */
    perimeter: z.record(z.string(), z.unknown()),
    region: z.string().min(1).default("cn-hangzhou"),
    ...world,
};

export const scenarioSchema = z.strictObject({
    name: z.string().min(1).max(80),
    description: z.string().optional(),
    ...shared,
    /** Layers that are left out, so that the deeper ones are tried: their objects are removed once the stack is up. */
    without: z.array(layer).default([]),
    remove: z.array(removal).default([]),
    actions: z.array(action).default([]),
    probes: z.array(probe).min(1),
});

export const baseSchema = z.strictObject(shared).partial();

/** A scenario file as read: an intent, a world around it, and probes with what is expected of them. */
export interface Scenario extends z.infer<typeof scenarioSchema> {
    /** Name of the file without its ending: the stack and the perimeter are called so. */
    readonly id: string;
    readonly file: string;
}

export type Removal = z.infer<typeof removal>;
