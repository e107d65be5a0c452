import { describe, expect, it } from "vitest";
import { decidingLayer } from "./deciding-layer";
import type { Evidence } from "./evidence";

const NOTHING: Evidence = {
    sightings: [],
    drops: [],
    gatewayLog: [],
    sidecarLog: [],
    addresses: { public: ["198.51.100.1"], gateway: ["10.0.64.2"], workload: "10.0.128.9" },
};
const HTTP = { manner: "http", to: "http://evil.example/" } as const;
const TO_GATEWAY = { manner: "tls", to: "https://$(gateway):8443/" } as const;

const gateway = (fields: object) => [
    JSON.stringify({ response_code: "0", response_flags: "-", response_code_details: "-", ...fields }),
];
const sidecar = (middle: string, end = "- - 203.0.113.66:80 10.0.128.9:4000 - -") => [
    `[2026-01-05T08:30:00.123Z] "GET / HTTP/1.1" ${middle} 0 0 0 - "-" "agent" "id" "evil.example" "-" ${end}`,
];
const drop = (layer: "workload" | "network" | "firewall", packets = 3) => ({
    layer,
    rule: `rule of ${layer}`,
    packets,
});

function by(
    evidence: Partial<Evidence>,
    probe: Parameters<typeof decidingLayer>[0] = HTTP,
    hasSidecar = true,
): string | undefined {
    return decidingLayer(probe, { ...NOTHING, ...evidence }, hasSidecar)?.by;
}

describe("the layer that decided", () => {
    it("is the guard where admission refused", () => {
        expect(by({ admission: { allowed: false, message: "no sidecar" } })).toBe("guard");
    });

    it.each([
        ["RBAC", { response_code: "403", response_code_details: "rbac_access_denied_matched_policy[none]" }],
        [
            "RBAC at L4",
            {
                connection_termination_details: "rbac_access_denied_matched_policy[none]",
                upstream_host: "203.0.113.10:443",
            },
        ],
        ["an authorizer", { response_code: "403", response_code_details: "ext_authz_denied", response_flags: "UAEX" }],
        [
            "an authorizer that is down",
            { response_code: "403", response_code_details: "ext_authz_error", response_flags: "UAEX" },
        ],
        ["a token", { response_code: "401", response_code_details: "jwt_authn_access_denied{Jwt_is_expired}" }],
    ])("is access where the gateway's log names %s", (_, fields) => {
        expect(by({ gatewayLog: gateway(fields) })).toBe("access");
    });

    it.each(["workload", "network", "firewall"] as const)(
        "is %s where the router dropped packets by its rule",
        (layer) => {
            expect(by({ drops: [drop(layer)] })).toBe(layer);
        },
    );

    it("is the one that the packets meet first where several dropped some", () => {
        expect(by({ drops: [drop("firewall"), drop("network"), drop("workload", 0)] })).toBe("network");
    });

    it("is the router's rule where the gateway could not get on because of it", () => {
        expect(
            by({ drops: [drop("firewall")], gatewayLog: gateway({ response_code: "503", response_flags: "UF,URX" }) }),
        ).toBe("firewall");
    });

    it.each([
        ["no route", { response_code: "404", response_flags: "NR", response_code_details: "route_not_found" }],
        ["no cluster", { response_code: "503", response_flags: "NC" }],
        [
            "a wrong certificate",
            {
                response_code: "503",
                response_flags: "UF,URX",
                upstream_transport_failure_reason: "CERTIFICATE_VERIFY_FAILED",
            },
        ],
        ["no filter chain", { response_flags: "NR", connection_termination_details: "filter_chain_not_found" }],
    ])("is the mesh where the gateway had %s", (_, fields) => {
        expect(by({ gatewayLog: gateway(fields) })).toBe("mesh");
    });

    it.each([
        [
            "an undeclared host",
            sidecar('502 - direct_response - "-"', "- - 203.0.113.66:80 10.0.128.9:4000 - block_all"),
        ],
        [
            "an undeclared address",
            [
                '[2026-01-05T08:30:00Z] "- - -" 0 UH - - "-" 0 0 0 - "-" "-" "-" "-" "-" BlackHoleCluster - 203.0.113.66:443 10.0.128.9:4000 - -',
            ],
        ],
        ["a tunnel", sidecar('404 NR route_not_found - "-"')],
    ])("is the workload's own sidecar for %s", (_, sidecarLog) => {
        expect(by({ sidecarLog })).toBe("workload");
    });

    it("is the gateway where the sidecar could not get through to it, and the mesh where it was another server", () => {
        const failed = (host: string) =>
            sidecar(
                '503 UF,URX upstream_reset_before_response_started{connection_failure} - "TLS error"',
                `"${host}" outbound|80||api.stripe.com - - - -`,
            );
        expect(by({ sidecarLog: failed("10.0.64.2:8443") })).toBe("gateway");
        expect(by({ sidecarLog: failed("203.0.113.10:443") })).toBe("mesh");
    });

    it("is the gateway where somebody dials it and is cut without a line", () => {
        expect(by({ attempt: { outcome: "reset" } }, TO_GATEWAY, false)).toBe("gateway");
    });

    it("is the sidecar where it cut a captured connection and wrote nothing", () => {
        expect(by({ attempt: { outcome: "reset" } })).toBe("workload");
    });
});

describe("nobody is named", () => {
    it.each<[string, Partial<Evidence>, Parameters<typeof by>[1], boolean]>([
        ["where nothing was written down", {}, HTTP, true],
        ["where a Pod without a sidecar was cut", { attempt: { outcome: "reset" } }, HTTP, false],
        [
            "where the sidecar was gone around",
            { attempt: { outcome: "reset" } },
            { ...HTTP, manner: "bypassSidecar" },
            true,
        ],
        ["where there was no answer", { attempt: { outcome: "timeout" } }, HTTP, true],
        ["where counters did not move", { drops: [drop("network", 0)] }, HTTP, true],
        [
            "where the gateway answered",
            { gatewayLog: gateway({ response_code: "200", response_code_details: "via_upstream" }) },
            HTTP,
            true,
        ],
        ["where the sidecar passed it on", { sidecarLog: sidecar('200 - via_upstream - "-"') }, HTTP, true],
        [
            "where the gateway was dialled and said nothing at all",
            { attempt: { outcome: "timeout" } },
            TO_GATEWAY,
            false,
        ],
        ["where a log has something else in it", { gatewayLog: ["ready", "{"] }, HTTP, true],
    ])("%s", (_, evidence, probe, hasSidecar) => {
        expect(by(evidence, probe, hasSidecar)).toBeUndefined();
    });
});
