/**
 * A refusal as the platform's API words it. Codes are the real ones where the API reference or the Terraform
 * provider's source names them; where neither does, the code is the nearest documented family (`DependencyViolation.*`,
 * `ErrorAddressGroup*`) and the message says in full what was refused.
 */
export class CloudApiError extends Error {
    constructor(
        readonly code: string,
        message: string,
        readonly statusCode = 400,
    ) {
        super(message);
        this.name = "CloudApiError";
    }
}

/** The object behind an id, or the service's "not found". */
export function existing<T>(collection: Record<string, T>, id: string, code: string): T {
    const object = collection[id];
    if (object === undefined) {
        throw new CloudApiError(code, `The specified ${id} does not exist in our records.`, 404);
    }
    return object;
}
