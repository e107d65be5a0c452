import { isObject } from "../plugin-host/values";

/** An answer of the API server other than success. The message is the server's own. */
export class ApiError extends Error {
    override readonly name = "ApiError";
    /** HTTP status. */
    readonly status: number;
    /** Kubernetes' word for it, for example `AlreadyExists`, `Conflict`, `Expired`. */
    readonly reason: string;

    constructor(status: number, reason: string, message: string) {
        super(`${message} (${status}${reason === "" ? "" : ` ${reason}`})`);
        this.status = status;
        this.reason = reason;
    }

    /** From the body of a failed answer, which is a `Status` object unless something in between answered. */
    static fromBody(status: number, body: string): ApiError {
        const parsed = parseJson(body);
        if (isObject(parsed) && parsed.kind === "Status") return ApiError.fromStatus(parsed, status);
        const firstLine = body.trim().split("\n", 1)[0] ?? "";
        return new ApiError(status, "", firstLine.slice(0, 200) || "the API server gave no reason");
    }

    static fromStatus(status: Record<string, unknown>, code = 500): ApiError {
        const message = typeof status.message === "string" ? status.message : "the API server gave no reason";
        const reason = typeof status.reason === "string" ? status.reason : "";
        return new ApiError(typeof status.code === "number" ? status.code : code, reason, message);
    }
}

export function isNotFound(error: unknown): boolean {
    return error instanceof ApiError && error.status === 404;
}

function parseJson(body: string): unknown {
    try {
        return JSON.parse(body);
    } catch {
        return undefined;
    }
}
