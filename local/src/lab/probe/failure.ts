import type { Outcome } from "./probe-request";

/** An attempt that ended without an answer. */
export class ProbeFailure extends Error {
    constructor(
        readonly outcome: Exclude<Outcome, "answered">,
        message: string,
        /** What had come until then. */
        readonly received = "",
    ) {
        super(message);
    }
}

const BY_CODE: Readonly<Record<string, Exclude<Outcome, "answered">>> = {
    ECONNREFUSED: "refused",
    ECONNRESET: "reset",
    EPIPE: "reset",
    ERR_STREAM_PREMATURE_CLOSE: "reset",
    ERR_HTTP2_SESSION_ERROR: "reset",
    ETIMEDOUT: "timeout",
};

export function failureOf(error: unknown): ProbeFailure {
    if (error instanceof ProbeFailure) {
        return error;
    }
    const { code = "", message = String(error) } = error as { code?: string; message?: string };
    return new ProbeFailure(BY_CODE[code] ?? "error", message.includes(code) ? message : `${code}: ${message}`);
}
