import { diffProperties, isWithin, topLevelProperty } from "../../plugin-host/property-diff";
import type {
    CheckFailure,
    CheckRequest,
    CheckResult,
    Created,
    CreateRequest,
    DeleteRequest,
    DiffRequest,
    DiffResult,
    LocalProvider,
    Properties,
    ReadRequest,
    ReadResult,
    UpdateRequest,
} from "../../plugin-host/provider";
import { UNKNOWN } from "../../plugin-host/values";
import type { Account } from "../account/account";
import type { CloudObject } from "../account/objects";
import { ApiClient, type ApiClientOptions } from "./api-client";
import type { FaultedOperation } from "./faults";
import { FUNCTION_TYPES } from "./function-types";
import { checkProperties } from "./property-schema";
import type { ResourceType } from "./resource-type";
import { RESOURCE_TYPES } from "./resource-types";

/** The `alicloud` package over a simulated account. */
export class SimulatedCloudProvider implements LocalProvider {
    readonly name = "alicloud";
    /** That of the pinned npm SDK: the engine asks for exactly this one. */
    readonly version = "3.108.0";
    readonly #api: ApiClient;

    constructor(options: ApiClientOptions) {
        this.#api = new ApiClient(options);
    }

    async checkConfig(config: Properties): Promise<CheckFailure[]> {
        const region = config.region ?? process.env.ALIBABA_CLOUD_REGION ?? process.env.ALICLOUD_REGION;
        return region === undefined || region === ""
            ? [{ property: "region", reason: "is required: set alicloud:region or ALIBABA_CLOUD_REGION" }]
            : [];
    }

    /** Credentials and endpoints are accepted and ignored: there is one account, in a file. */
    async configure(_config: Properties): Promise<void> {}

    async check(request: CheckRequest): Promise<CheckResult> {
        const type = typeOf(request.type);
        const failures = checkProperties(type.schema, request.newInputs);
        const related = failures.length === 0 ? (type.check?.(request.newInputs) ?? []) : [];
        return { inputs: request.newInputs, failures: [...failures, ...related] };
    }

    /** Against the old inputs, as outputs hold defaults of the service nobody asked for. */
    async diff(request: DiffRequest): Promise<DiffResult> {
        const { schema } = typeOf(request.type);
        const changes = diffProperties(request.oldInputs, request.newInputs)
            .filter(({ path }) => !request.ignoreChanges.some((ignored) => isWithin(path, ignored)))
            .filter(({ path, kind }) => kind !== "delete" || schema[path]?.computed !== true)
            .map((difference) => ({
                ...difference,
                replace: schema[topLevelProperty(difference.path)]?.forceNew === true,
            }));
        // As the real provider answers: names are never generated, so nothing forces it to delete first. A type whose
        // objects exclude each other (NAT firewall, address book) needs `deleteBeforeReplace` from the program.
        return { changes, deleteBeforeReplace: false };
    }

    async create(request: CreateRequest): Promise<Created> {
        const type = typeOf(request.type);
        if (request.preview) {
            const unknowns = Object.fromEntries(type.outputs.map((name) => [name, UNKNOWN]));
            return { id: "", outputs: { ...unknowns, ...request.inputs } };
        }
        return this.#api.call(type, apiCall(request, "create"), type.terraformType, (account) => {
            const before = new Set(objectsOf(account));
            const id = type.create(account, request.inputs);
            for (const made of objectsOf(account).filter((object) => !before.has(object))) {
                made.createdByUrn = request.urn;
            }
            return { id, outputs: { ...request.inputs, ...type.read(account, id) } };
        });
    }

    /** Live values take the place of the inputs they answer to; an import (no inputs yet) takes all it can set. */
    async read(request: ReadRequest): Promise<ReadResult | undefined> {
        const type = typeOf(request.type);
        const { id } = request;
        const live = await this.#api.call(type, apiCall(request, "read"), id, (account) => type.read(account, id));
        if (live === undefined) {
            return undefined;
        }
        const known = Object.keys(request.inputs);
        const names = known.length > 0 ? known : Object.keys(type.schema);
        const inputs = Object.fromEntries(
            names.flatMap((name) => {
                const value = type.outputs.includes(name) ? live[name] : request.inputs[name];
                return value === undefined ? [] : [[name, value]];
            }),
        );
        return { id, inputs, outputs: { ...request.outputs, ...live } };
    }

    async update(request: UpdateRequest): Promise<Properties> {
        const type = typeOf(request.type);
        const { id, oldInputs, newInputs } = request;
        const kept = withoutRemoved(request.oldOutputs, oldInputs, newInputs);
        if (request.preview) {
            return { ...kept, ...newInputs };
        }
        return this.#api.call(type, apiCall(request, "update"), id, (account) => {
            type.update(account, id, newInputs, oldInputs);
            return { ...kept, ...newInputs, ...type.read(account, id) };
        });
    }

    async delete(request: DeleteRequest): Promise<void> {
        const type = typeOf(request.type);
        await this.#api.call(type, apiCall(request, "delete"), request.id, (account) =>
            type.delete(account, request.id),
        );
    }

    async invoke(token: string, args: Properties): Promise<Properties> {
        const type = FUNCTION_TYPES.get(token);
        if (type === undefined) {
            throw new Error(
                `${token} is not modelled by the simulated Alibaba Cloud; it knows ${[...FUNCTION_TYPES.keys()].join(", ")}`,
            );
        }
        const failures = checkProperties(type.schema, args);
        if (failures.length > 0) {
            const reasons = failures.map(({ property, reason }) => `${property} ${reason}`);
            throw new Error(`${token}: ${reasons.join("; ")}`);
        }
        const call = { type: token, name: "", operation: "invoke" } as const;
        return this.#api.call(type, call, type.terraformType, (account) => type.answer(account, args));
    }
}

function typeOf(token: string): ResourceType {
    const type = RESOURCE_TYPES.get(token);
    if (type === undefined) {
        throw new Error(
            `${token} is not modelled by the simulated Alibaba Cloud; it knows ${[...RESOURCE_TYPES.keys()].join(", ")}`,
        );
    }
    return type;
}

function apiCall(request: { type: string; name: string }, operation: FaultedOperation) {
    return { type: request.type, name: request.name, operation };
}

function withoutRemoved(outputs: Properties, oldInputs: Properties, newInputs: Properties): Properties {
    return Object.fromEntries(
        Object.entries(outputs).filter(([name]) => oldInputs[name] === undefined || newInputs[name] !== undefined),
    );
}

function objectsOf(account: Account): CloudObject[] {
    const { region: _region, settings: _settings, internetEngineMode: _mode, ...collections } = account;
    return Object.values(collections).flatMap((collection) => Object.values<CloudObject>(collection));
}
