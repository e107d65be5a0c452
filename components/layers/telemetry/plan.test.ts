import { describe, expect, it } from "vitest";
import type { EgressLogging } from "../../intent/args";
import { intentOf } from "../../testing/intent";
import { comesAfter, inputsOf, rolesOf } from "../../testing/planned";
import { validateUpstream } from "../../testing/upstream-schemas";
import { accessLogFormat } from "./access-log-format";
import { planTelemetry } from "./plan";

function plan(telemetry?: EgressLogging) {
    return planTelemetry("prod", intentOf(telemetry && { telemetry }));
}

function specOf(telemetry?: EgressLogging) {
    return inputsOf(plan(telemetry), "gateway").spec as Record<string, unknown>;
}

describe("the telemetry of the gateway", () => {
    it.each<[string, EgressLogging | undefined]>([
        ["by default", undefined],
        [
            "with everything written",
            { accessLogFilter: "response.code >= 400", accessLogProvider: "envoy", metrics: false },
        ],
        ["with traces", { tracing: { samplingPercentage: 0.5, provider: "zipkin" } }],
        ["with everything off", { accessLog: false, metrics: false }],
    ])("is one object that upstream's schema accepts, %s", (_, telemetry) => {
        const observed = plan(telemetry).resources.filter(({ type }) => type.endsWith(":Telemetry"));
        expect(observed.length).toBe(1);
        observed.forEach(validateUpstream);
    });

    it("is for the gateway's Pods alone, by the perimeter's own label, and never the mesh's one object", () => {
        expect(inputsOf(plan(), "gateway").metadata).toMatchObject({
            name: "asm-egress-prod",
            namespace: "istio-system",
        });
        for (const telemetry of [undefined, { accessLog: false, metrics: false }]) {
            expect(specOf(telemetry).selector).toEqual({ matchLabels: { "asm-egress/gateway": "egress-prod" } });
        }
    });

    it("logs everything with the perimeter's own line, which is there before it is named", () => {
        expect(rolesOf(plan())).toEqual(["log-format", "gateway"]);
        expect(comesAfter(plan(), "gateway")).toContain("log-format");
        expect(specOf().accessLogging).toEqual([{ providers: [{ name: "asm-egress-prod" }] }]);
        expect(inputsOf(plan(), "log-format")).toMatchObject({
            apiVersion: "istio.alibabacloud.com/v1",
            kind: "ASMExtensionProvider",
            metadata: { name: "asm-egress-prod" },
            spec: { envoyFileAccessLog: { path: "/dev/stdout", logFormat: { text: accessLogFormat() } } },
        });
    });

    it("logs with a provider of the mesh where one is named, and makes none of its own", () => {
        const given = { accessLogProvider: "envoy" };
        expect(rolesOf(plan(given))).toEqual(["gateway"]);
        expect(specOf(given).accessLogging).toEqual([{ providers: [{ name: "envoy" }] }]);
    });

    it("logs a part only where a filter is written", () => {
        expect(specOf({ accessLogFilter: "response.code >= 400" }).accessLogging).toEqual([
            { providers: [{ name: "asm-egress-prod" }], filter: { expression: "response.code >= 400" } },
        ]);
        expect(JSON.stringify(specOf())).not.toContain("filter");
    });

    it("switches the mesh's own access log off on the gateway where that is written", () => {
        expect(rolesOf(plan({ accessLog: false }))).toEqual(["gateway"]);
        expect(specOf({ accessLog: false }).accessLogging).toEqual([{ disabled: true }]);
    });

    it("counts what the gateway does as a client, without a tag that a caller could choose", () => {
        expect(specOf().metrics).toEqual([
            {
                providers: [{ name: "prometheus" }],
                overrides: [{ match: { metric: "ALL_METRICS", mode: "CLIENT" }, disabled: false }],
            },
        ]);
        expect(specOf({ metrics: false })).not.toHaveProperty("metrics");
    });

    it("traces as much as is written, and leaves traces to the mesh otherwise", () => {
        expect(specOf()).not.toHaveProperty("tracing");
        expect(specOf({ tracing: { samplingPercentage: 0 } }).tracing).toEqual([{ randomSamplingPercentage: 0 }]);
        expect(specOf({ tracing: { samplingPercentage: 1, provider: "zipkin" } }).tracing).toEqual([
            { providers: [{ name: "zipkin" }], randomSamplingPercentage: 1 },
        ]);
    });
});
