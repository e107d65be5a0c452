/** A line of a proxy's access log, as far as it says why a call ended. */
export interface LogLine {
    readonly raw: string;
    readonly code: number;
    /** Envoy's response flags, such as `UF` and `URX`. */
    readonly flags: readonly string[];
    /** Details of the response and of the end of the connection, and what was wrong with TLS. */
    readonly why: string;
    /** Fields by name, where the line has names. */
    readonly fields: Readonly<Record<string, string>>;
}

/** JSON, as the perimeter's provider writes it, or the text that Istio writes unless told otherwise. */
export function parseLogLine(raw: string): LogLine {
    const fields = jsonFields(raw);
    if (fields !== undefined) {
        const reasons = [
            "response_code_details",
            "connection_termination_details",
            "upstream_transport_failure_reason",
        ];
        return {
            raw,
            code: Number(fields.response_code ?? 0) || 0,
            flags: flagsOf(fields.response_flags ?? "-"),
            why: reasons
                .map((name) => fields[name] ?? "-")
                .filter((text) => text !== "-" && text !== "")
                .join("; "),
            fields,
        };
    }
    // [time] "METHOD PATH PROTOCOL" CODE FLAGS DETAILS TERMINATION "TLS FAILURE" …: Istio, "Envoy Access Logs".
    const [, code = "0", flags = "-", details = "", termination = "", tls = ""] =
        /^\[[^\]]*\] "[^"]*" (\d+) (\S+) (\S+) (\S+) "([^"]*)"/.exec(raw) ?? [];
    const why = [details, termination, tls].filter((text) => text !== "-" && text !== "").join("; ");
    return { raw, code: Number(code), flags: flagsOf(flags), why, fields: {} };
}

function jsonFields(raw: string): Record<string, string> | undefined {
    try {
        const value: unknown = JSON.parse(raw);
        return typeof value === "object" && value !== null
            ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]))
            : undefined;
    } catch {
        return undefined;
    }
}

function flagsOf(text: string): string[] {
    return text === "-" ? [] : text.split(",");
}
