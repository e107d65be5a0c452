/** What a provider plugin of the local world implements; `server.ts` turns it into Pulumi's gRPC contract. */
export interface LocalProvider {
    /** Pulumi package name, for example `kubernetes`. */
    readonly name: string;
    /** Version the plugin claims; the engine asks for the version of the npm SDK. */
    readonly version: string;
    /** Findings about the provider's own configuration. Values that are not known yet are `Unknown`. */
    checkConfig?(config: Properties): Promise<CheckFailure[]>;
    /** Receives the provider's configuration once, before any other call; secrets arrive unwrapped. */
    configure(config: Properties): Promise<void>;
    check(request: CheckRequest): Promise<CheckResult>;
    diff(request: DiffRequest): Promise<DiffResult>;
    create(request: CreateRequest): Promise<Created>;
    read(request: ReadRequest): Promise<ReadResult | undefined>;
    update(request: UpdateRequest): Promise<Properties>;
    delete(request: DeleteRequest): Promise<void>;
    invoke?(token: string, args: Properties): Promise<Properties>;
    /** The user interrupted the operation: whatever is being waited for should end soon, with an error. */
    cancel?(): void;
}

export type Properties = Record<string, unknown>;

interface ResourceRequest {
    /** Type token, for example `alicloud:vpc/switch:Switch`. */
    readonly type: string;
    readonly urn: string;
    /** Logical name: the last part of the URN. */
    readonly name: string;
}

export interface CheckRequest extends ResourceRequest {
    readonly oldInputs: Properties | undefined;
    readonly newInputs: Properties;
    /** Stable per resource: what a generated name is derived from. */
    readonly randomSeed: Buffer;
}

export interface CheckFailure {
    readonly property: string;
    readonly reason: string;
}

export interface CheckResult {
    readonly inputs: Properties;
    readonly failures: CheckFailure[];
}

export interface DiffRequest extends ResourceRequest {
    readonly id: string;
    readonly oldInputs: Properties;
    readonly oldOutputs: Properties;
    readonly newInputs: Properties;
    readonly ignoreChanges: string[];
}

export interface DiffResult {
    /** Property paths that differ, for example `spec.hosts[1]`. Empty: nothing changed. */
    readonly changes: PropertyChange[];
    readonly deleteBeforeReplace: boolean;
}

export interface PropertyChange {
    readonly path: string;
    readonly kind: "add" | "update" | "delete";
    /** True where the platform cannot change the property in place. */
    readonly replace: boolean;
}

export interface CreateRequest extends ResourceRequest {
    readonly inputs: Properties;
    readonly preview: boolean;
    readonly timeoutSeconds: number;
}

export interface Created {
    readonly id: string;
    readonly outputs: Properties;
}

export interface ReadRequest extends ResourceRequest {
    readonly id: string;
    readonly inputs: Properties;
    readonly outputs: Properties;
}

export interface ReadResult {
    readonly id: string;
    readonly inputs: Properties;
    readonly outputs: Properties;
}

export interface UpdateRequest extends ResourceRequest {
    readonly id: string;
    readonly oldInputs: Properties;
    readonly oldOutputs: Properties;
    readonly newInputs: Properties;
    readonly preview: boolean;
    readonly timeoutSeconds: number;
}

export interface DeleteRequest extends ResourceRequest {
    readonly id: string;
    readonly inputs: Properties;
    readonly outputs: Properties;
    readonly timeoutSeconds: number;
}
