import type { Properties } from "../../plugin-host/provider";
import type { Account } from "../account/account";
import type { Schema } from "./property-schema";

/**
 * How one look-up function of the Pulumi package maps to the simulated API. Arguments that are not in `schema` are refused,
 * never ignored: a filter that does nothing would answer with more, or less, than the platform does.
 */
export interface FunctionType<Args = Properties> {
    readonly token: string;
    /** The Terraform data source behind it: the real provider's error texts name that one. */
    readonly terraformType: string;
    readonly actions: { readonly invoke: string };
    readonly schema: Schema;
    answer(account: Account, args: Args): Properties;
}

/** Forgets the precise argument type; the schema has proved it by the time the function runs. */
export function functionType<Args>(type: FunctionType<Args>): FunctionType {
    return type as unknown as FunctionType;
}
