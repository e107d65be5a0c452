import type { Account } from "../alicloud/account/account";
import type { DeployedResource, Deployment } from "./deployment";
import { canonicalText, compare, mapStrings } from "./json-values";
import { inOrder } from "./resource-order";
import { StableNames } from "./stable-names";

/** A stack and the simulated account it stands in. What is in the API servers follows from the state. */
export interface RecordedWorld {
    readonly deployment: Deployment;
    readonly account: Account;
}

/** Where a value leads to the world it was recorded in, by what stands there instead: kubeconfigs, as file and as text. */
export type Places = Readonly<Record<string, string>>;

/** What the engine keeps for people and for itself, and that no operation of another version reads. */
const NOISE = ["created", "modified", "sourcePosition", "stackTrace"];

/** What the API server gives an object by itself; a refresh has it again. */
const GIVEN_BY_THE_SERVER = ["uid", "resourceVersion", "generation", "creationTimestamp"];

/** Free of secrets, and of all that depends on when, where and in which order it was made. */
export function normalised({ deployment, account }: RecordedWorld, places: Places): RecordedWorld {
    const markers = new Map(Object.entries(places).map(([marker, place]) => [place, marker]));
    const marked = <T>(value: T): T =>
        mapStrings(value, (text, secret) => {
            const marker = markers.get(text);
            if (secret && marker === undefined) {
                throw new Error("the state holds a secret that is no kubeconfig: a recording must not");
            }
            return marker ?? text;
        }) as T;

    const names = new StableNames();
    const resources = inOrder(deployment.resources.map(quiet)).map(
        (resource): DeployedResource => JSON.parse(names.rename(canonicalText(marked(resource)))),
    );
    return {
        deployment: { manifest: { time: new Date(0).toISOString(), magic: "", version: "" }, resources },
        account: renamed(marked(account), names),
    };
}

/** Leads into another world: the places of that one instead of the markers. */
export function placed({ deployment, account }: RecordedWorld, places: Places): RecordedWorld {
    const put = <T>(value: T): T => mapStrings(value, (text) => places[text] ?? text) as T;
    return { deployment: put(deployment), account: put(account) };
}

function quiet(resource: DeployedResource): DeployedResource {
    const { dependencies, propertyDependencies, outputs, ...rest } = resource;
    const kept = Object.fromEntries(Object.entries(rest).filter(([field]) => !NOISE.includes(field)));
    return {
        ...(kept as typeof rest),
        ...(dependencies && { dependencies: [...dependencies].sort(compare) }),
        ...(propertyDependencies && {
            propertyDependencies: Object.fromEntries(
                Object.entries(propertyDependencies).map(([property, urns]) => [
                    property,
                    [...(urns ?? [])].sort(compare),
                ]),
            ),
        }),
        ...(outputs && { outputs: resource.type.startsWith("kubernetes:") ? asApplied(outputs) : outputs }),
    };
}

function asApplied({ status: _, ...object }: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const metadata = Object.entries((object.metadata ?? {}) as object);
    return {
        ...object,
        metadata: Object.fromEntries(metadata.filter(([field]) => !GIVEN_BY_THE_SERVER.includes(field))),
    };
}

/** What made something by itself is in no state: it gets its names here, in an order that does not depend on the old ones. */
function renamed(account: Account, names: StableNames): Account {
    const collections = Object.entries(account).sort(([left], [right]) => compare(left, right));
    const texts = collections.map(([collection, objects]) => {
        const entries = Object.entries(objects ?? {}).map(([id, object]) => canonicalText([id, object]));
        entries.sort((left, right) => compare(names.preview(left), names.preview(right)));
        return [collection, entries] as const;
    });
    return Object.fromEntries(
        texts.map(([collection, entries]) => {
            const objects = entries.map((text): [string, unknown] => JSON.parse(names.rename(text)));
            return [collection, Object.fromEntries(objects.sort(([left], [right]) => compare(left, right)))];
        }),
    ) as unknown as Account;
}
