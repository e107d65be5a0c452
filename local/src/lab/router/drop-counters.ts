import { createHash } from "node:crypto";

/** What kind of wall stands there: the cluster's own, the VPC's, or the firewall behind it. */
export type Layer = "workload" | "network" | "firewall";

export interface DropRule {
    readonly layer: Layer;
    readonly rule: string;
}

/** The drops of one ruleset. Each counts by a name that follows from its rule, so that its count outlives a new ruleset. */
export class DropCounters {
    private readonly byName = new Map<string, DropRule>();

    /** The statement that drops and counts. */
    drop(layer: Layer, rule: string): string {
        const name = `drop_${createHash("sha256").update(`${layer} ${rule}`).digest("hex").slice(0, 16)}`;
        this.byName.set(name, { layer, rule });
        return `counter name ${name} drop`;
    }

    rules(): ReadonlyMap<string, DropRule> {
        return this.byName;
    }
}
