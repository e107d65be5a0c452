import { z } from "zod";

/** A part of the fence: what can decide about traffic, and what can be taken away from it. */
export const LAYERS = [
    "guard",
    "workload",
    "mesh",
    "access",
    "gateway",
    "network",
    "firewall",
    "nodepool",
    "telemetry",
] as const;

export type Layer = (typeof LAYERS)[number];

/** Layers that refuse traffic; the others carry it, or tell about it. */
export const DECIDING = ["guard", "workload", "mesh", "access", "gateway", "network", "firewall"] as const;

export type DecidingLayer = (typeof DECIDING)[number];

export const layer = z.enum(LAYERS);
export const decidingLayer = z.enum(DECIDING);
