import { randomBytes, randomUUID } from "node:crypto";

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";

/**
 * A new id such as `vsw-bp1k3…`. Random on purpose: the real API gives a repeated create a second object, and a
 * crash between create and checkpoint must show that here too.
 */
export function resourceId(prefix: string): string {
    const tail = [...randomBytes(18)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
    return `${prefix}-bp1${tail}`;
}

/** Address books and policies are named by plain UUIDs. */
export function uuid(): string {
    return randomUUID();
}
