import type { EngineEvent } from "@pulumi/pulumi/automation";
import { Diagnostics } from "./diagnostics";
import type { Step } from "./operation-result";
import { nameOf, shortType } from "./urn";

type Metadata = NonNullable<EngineEvent["resOutputsEvent"]>["metadata"];

/** Reads the engine's event stream into steps, counts and messages. Holds no property values. */
export class EventLog {
    readonly #steps: Step[] = [];
    readonly #errors = new Diagnostics();
    readonly #warnings = new Diagnostics();
    readonly #started = new Map<string, { readonly op: string; readonly at: number }>();
    readonly #seen = new Set<string>();
    #changes: Record<string, number> = {};
    #finished = false;

    constructor(private readonly now: () => number = Date.now) {}

    /** Returns the step that the event finished, if it did. */
    accept(event: EngineEvent): Step | undefined {
        if (event.resourcePreEvent !== undefined) {
            const { urn, op } = event.resourcePreEvent.metadata;
            this.#started.set(urn, { op, at: this.now() });
        } else if (event.resOutputsEvent !== undefined) {
            return this.#finish(event.resOutputsEvent.metadata, false);
        } else if (event.resOpFailedEvent !== undefined) {
            return this.#finish(event.resOpFailedEvent.metadata, true);
        } else if (event.diagnosticEvent !== undefined) {
            this.#diagnose(event.diagnosticEvent);
        } else if (event.summaryEvent !== undefined) {
            this.#changes = countsOf(event.summaryEvent.resourceChanges);
            this.#finished = true;
        }
        return undefined;
    }

    get steps(): readonly Step[] {
        return this.#steps;
    }

    get errors(): string[] {
        return this.#errors.messages;
    }

    get warnings(): string[] {
        return this.#warnings.messages;
    }

    /** What the engine counted or, when it was killed before its summary, what was seen. */
    get changes(): Record<string, number> {
        if (this.#finished) {
            return this.#changes;
        }
        const counts: Record<string, number> = {};
        for (const step of this.#steps.filter((candidate) => !candidate.failed)) {
            counts[step.op] = (counts[step.op] ?? 0) + 1;
        }
        return counts;
    }

    #diagnose(diagnostic: NonNullable<EngineEvent["diagnosticEvent"]>): void {
        // Debug diagnostics hold secrets in plain text. The SDK's type does not list the severity, but they do arrive.
        const { severity, message, urn } = diagnostic;
        if (severity !== "error" && severity !== "warning") {
            return;
        }
        const isStack = urn === undefined || urn === "" || urn.includes("::pulumi:pulumi:Stack::");
        const about = isStack ? undefined : `${shortType(urn)} ${nameOf(urn)}`;
        (severity === "error" ? this.#errors : this.#warnings).add(message, about);
    }

    #finish(metadata: Metadata, failed: boolean): Step | undefined {
        const { urn } = metadata;
        const before = this.#started.get(urn);
        const op: string = failed ? (before?.op ?? metadata.op) : metadata.op;
        if (!failed && (op === "same" || isMarker(op) || isQuietRefresh(before?.op, metadata))) {
            return undefined;
        }
        // A component reports its outputs twice in a preview: once when registered, once when it has finished.
        const key = `${op} ${urn} ${failed}`;
        if (this.#seen.has(key)) {
            return undefined;
        }
        this.#seen.add(key);
        const step: Step = {
            op,
            urn,
            type: metadata.type,
            name: nameOf(urn),
            seconds: before === undefined ? 0 : (this.now() - before.at) / 1000,
            changedPaths: changedPaths(metadata),
            failed,
        };
        this.#steps.push(step);
        return step;
    }
}

/** `replace` stands for the pair of steps that does it; those are reported themselves. */
function isMarker(op: string): boolean {
    return op === "replace" || op === "discard-replaced" || op === "remove-pending-replace";
}

/** A refresh reports components, which cannot change by themselves, and unchanged resources as updated. */
function isQuietRefresh(opBefore: string | undefined, metadata: Metadata): boolean {
    const custom = metadata.new?.custom === true || metadata.old?.custom === true;
    if (opBefore !== "refresh") {
        return false;
    }
    return metadata.op !== "delete" && (!custom || changedPaths(metadata).length === 0);
}

function changedPaths(metadata: Metadata): string[] {
    const detailed = Object.keys(metadata.detailedDiff ?? {});
    return (detailed.length > 0 ? detailed : [...(metadata.diffs ?? [])]).sort();
}

function countsOf(changes: Partial<Record<string, number>> | null | undefined): Record<string, number> {
    return Object.fromEntries(
        Object.entries(changes ?? {}).filter((entry): entry is [string, number] => entry[1] !== undefined),
    );
}
