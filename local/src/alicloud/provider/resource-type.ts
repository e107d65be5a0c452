import type { CheckFailure, Properties } from "../../plugin-host/provider";
import type { Account } from "../account/account";
import type { Schema } from "./property-schema";

/** How one Pulumi type maps to the simulated API. Inputs have passed `schema` and `check` before any call. */
export interface ResourceType<Inputs = Properties> {
    readonly token: string;
    /** The Terraform type behind it: the real provider's error texts name that one. */
    readonly terraformType: string;
    readonly actions: Readonly<Record<"create" | "read" | "update" | "delete", string>>;
    readonly schema: Schema;
    /** Everything `read` can answer with; unknown until created, where the inputs do not say it. */
    readonly outputs: readonly string[];
    /** Rules between properties that the real provider checks before it calls the API. */
    check?(inputs: Properties): CheckFailure[];
    /** Returns the id. */
    create(account: Account, inputs: Inputs): string;
    /** The live values under Pulumi's property names; undefined: the object is gone. */
    read(account: Account, id: string): Properties | undefined;
    update(account: Account, id: string, inputs: Inputs, oldInputs: Inputs): void;
    /** Deleting what is gone already succeeds. */
    delete(account: Account, id: string): void;
}

/** Forgets the precise input type; the schema has proved it by the time the functions run. */
export function resourceType<Inputs>(type: ResourceType<Inputs>): ResourceType {
    return type as unknown as ResourceType;
}

/** One part of a composite id such as `tableId:entryId`. */
export function idPart(id: string, index: number): string {
    return id.split(":")[index] ?? "";
}

/** The live values of an object under the names in `outputs`, with what is computed on reading; gone objects stay gone. */
export function liveValues(
    object: object | undefined,
    outputs: readonly string[],
    computed: Properties = {},
): Properties | undefined {
    if (object === undefined) {
        return undefined;
    }
    const values: Properties = { ...object, ...computed };
    return Object.fromEntries(outputs.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])));
}
