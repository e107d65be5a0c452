import type { EgressLogging } from "../args";
import type { FindingCollector } from "../finding-collector";
import type { TelemetryIntent } from "../intent";
import { dnsSubdomain } from "../kubernetes-name";

export function readTelemetry(telemetry: EgressLogging, findings: FindingCollector): TelemetryIntent {
    const { accessLog = true, accessLogFilter, accessLogProvider, metrics = true, tracing } = telemetry;
    checkProvider("telemetry.accessLogProvider", accessLogProvider, findings);
    checkProvider("telemetry.tracing.provider", tracing?.provider, findings);
    if (accessLog) {
        reportLesserLog(telemetry, findings);
    } else {
        reportNoLog(telemetry, findings);
    }
    return {
        ...(accessLog && {
            accessLog: {
                ...(accessLogFilter !== undefined && { filter: accessLogFilter }),
                ...(accessLogProvider !== undefined && { provider: accessLogProvider }),
            },
        }),
        metrics,
        ...(tracing && { tracing }),
    };
}

function checkProvider(path: string, name: string | undefined, findings: FindingCollector): void {
    if (name !== undefined) {
        findings.take(path, name, dnsSubdomain(name));
    }
}

function reportNoLog({ accessLogFilter, accessLogProvider }: EgressLogging, findings: FindingCollector): void {
    findings.warning(
        "access-log-off",
        "telemetry.accessLog",
        false,
        "true: without it nobody can tell who called what",
        "switch it on",
    );
    for (const [key, value] of Object.entries({ accessLogFilter, accessLogProvider })) {
        if (value !== undefined) {
            findings.error(
                "access-log-option-without-log",
                `telemetry.${key}`,
                value,
                "nothing where the access log is off",
                `switch the access log on, or leave \`${key}\` out`,
            );
        }
    }
}

function reportLesserLog({ accessLogFilter, accessLogProvider }: EgressLogging, findings: FindingCollector): void {
    if (accessLogFilter !== undefined) {
        findings.warning(
            "access-log-filtered",
            "telemetry.accessLogFilter",
            accessLogFilter,
            "everything in the log: a filter on the response leaves out refused connections that are no HTTP",
            "leave the filter out, and filter where logs are read",
        );
    }
    if (accessLogProvider !== undefined) {
        findings.warning(
            "access-log-format-of-the-mesh",
            "telemetry.accessLogProvider",
            accessLogProvider,
            "the perimeter's own line: another may lack the caller and the reason, or have secrets out of query strings",
            "leave it out, or give the mesh's provider the fields of docs/telemetry.md",
        );
    }
}
