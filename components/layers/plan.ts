import type { Finding } from "../intent/finding";
import type { PlannedResource } from "../resources/planned";

/** What a layer makes, in an order in which each resource comes after what it refers to, and what it has to say. */
export interface LayerPlan {
    readonly resources: readonly PlannedResource[];
    readonly findings: readonly Finding[];
}
