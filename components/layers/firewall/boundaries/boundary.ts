import type { PlannedResource } from "../../../resources/planned";
import type { Reference } from "../../../resources/reference";
import type { Accept } from "../rules";

/** A source that is denied everything, keyed by what it is, so that a changed one keeps its deny until the end. */
export interface DeniedSource {
    /** Part of the role. */
    readonly key: string;
    /** A range, a reference to one, or the name of an address book. */
    readonly source: string | Reference;
    readonly sourceType: "net" | "group";
    /** Role of the address book, where the source is one. */
    readonly book?: string;
}

/** What the three boundaries write differently: fields, order, application, domain mode. */
export interface Boundary {
    /** First part of every role, so that one rule list can stand at several boundaries: `` at the NAT boundary. */
    readonly prefix: string;
    /** Roles that must be there before the first policy. */
    readonly ready: readonly string[];
    /** Whether this boundary sees the accept: the internet boundary sees public addresses only, so no nodes. */
    sees(accept: Accept): boolean;
    accept(role: string, accept: Accept, after: readonly string[]): PlannedResource;
    deny(role: string, source: DeniedSource, description: string, after: readonly string[]): PlannedResource;
    /** Pins a policy at a position from the top; absent where the order is account-wide and not ours to move. */
    pin?(role: string, policy: string, position: number, after: readonly string[]): PlannedResource;
}
