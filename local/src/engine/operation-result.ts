export type OperationKind = "up" | "preview" | "refresh" | "destroy";

/** One finished step of the engine. Values are left out on purpose: they may be secret. */
export interface Step {
    /** Engine's name of the step: `create`, `update`, `delete`, `create-replacement`, `delete-replaced`, `read`, … */
    readonly op: string;
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly seconds: number;
    /** Property paths the provider found different, sorted. */
    readonly changedPaths: readonly string[];
    readonly failed: boolean;
}

export interface OperationResult {
    readonly ok: boolean;
    /** Resources per operation as the engine counts them, for example `{ create: 3, same: 12 }`. */
    readonly changes: Readonly<Record<string, number>>;
    /** In the order in which they finished; resources that stay the same are not steps. */
    readonly steps: readonly Step[];
    /** For people: each problem once, without stack traces. */
    readonly errors: readonly string[];
    readonly warnings: readonly string[];
    /** Stack outputs after `up`; secret ones read `[secret]`. */
    readonly outputs: Readonly<Record<string, unknown>>;
    readonly seconds: number;
    /** The engine was stopped, gracefully or not. */
    readonly interrupted: boolean;
    /** What the engine itself said, only where `verbose` was asked for: may hold resource bodies. */
    readonly raw?: string;
}

/** What the child process that runs one operation is told. */
export interface OperationSpec {
    readonly kind: OperationKind;
    readonly stackName: string;
    /** Folder with the driver's Pulumi.yaml and stack settings. */
    readonly workFolder: string;
    /** Folder with `bin/pulumi`. */
    readonly toolsFolder: string;
    /** Compiled program. */
    readonly programFile: string;
    readonly backendFolder: string;
    readonly checkpointFile: string;
    readonly locksFolder: string;
    /** Look at what is really there before deciding what to do. */
    readonly refresh: boolean;
    readonly parallel?: number | undefined;
    readonly verbose: boolean;
}

export type ToOperation = { readonly start: OperationSpec } | { readonly cancel: true };

export type FromOperation =
    | { readonly engine: number }
    | { readonly step: Step }
    | { readonly note: string }
    | { readonly result: OperationResult };
