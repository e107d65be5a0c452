import type { Properties } from "./provider";

/** What the engine sends, during preview, in place of a value that is not known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The engine has one marker per expected type; SDKs send the first, the engine itself may send any of them. */
const UNKNOWN_MARKERS: ReadonlySet<unknown> = new Set([
    UNKNOWN,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
    "030794c1-ac77-496b-92df-f27374a8bd58", // asset
    "e48ece36-62e2-4504-bad9-02848725956a", // archive
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

export function isUnknown(value: unknown): boolean {
    return UNKNOWN_MARKERS.has(value);
}

/** True if the value is, or holds anywhere inside, something that is not known yet. */
export function containsUnknown(value: unknown): boolean {
    if (Array.isArray(value)) return value.some(containsUnknown);
    if (isObject(value)) return Object.values(value).some(containsUnknown);
    return isUnknown(value);
}

/** Marks a value of an answer as secret: the engine encrypts it in the state and hides it in its display. */
export function secret(value: unknown): Properties {
    return { [SIGNATURE_KEY]: SECRET_SIGNATURE, value };
}

/**
 * Takes the secret marks off, at every depth. Even a plugin that declines secrets meets them: the arguments of `configure`
 * arrive marked.
 */
export function unwrapSecrets(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(unwrapSecrets);
    if (!isObject(value)) return value;
    if (value[SIGNATURE_KEY] === SECRET_SIGNATURE) return unwrapSecrets(value.value);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrapSecrets(inner)]));
}

/** A plain keyed object: not null, not a list. */
export function isObject(value: unknown): value is Properties {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
