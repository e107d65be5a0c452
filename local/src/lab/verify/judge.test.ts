import { describe, expect, it } from "vitest";
import { probe as probeSchema } from "../scenario/probe";
import type { Evidence, Sighting } from "./evidence";
import { judge } from "./judge";

const ARRIVED: Sighting = {
    kind: "request",
    host: "api.stripe.com",
    source: "198.51.100.1",
    scheme: "https",
    method: "GET",
    path: "/",
    authority: "api.stripe.com",
    headers: [["User-Agent", "probe"]],
};
const HANDSHAKE: Sighting = {
    kind: "handshake",
    host: "api.stripe.com",
    source: "198.51.100.1",
    sni: "api.stripe.com",
};
const CONNECTION: Sighting = { kind: "connection", host: "api.stripe.com", source: "198.51.100.1" };
const ANSWERED: Evidence = {
    attempt: { outcome: "answered", status: 200, headers: { "x-through": "perimeter" } },
    sightings: [CONNECTION, HANDSHAKE, ARRIVED],
    drops: [],
    gatewayLog: [],
    sidecarLog: [],
    addresses: { public: ["198.51.100.1"], gateway: ["10.0.64.2"], workload: "10.0.128.9" },
};
const STOPPED: Evidence = {
    ...ANSWERED,
    attempt: { outcome: "answered", status: 403 },
    sightings: [CONNECTION],
    gatewayLog: [
        JSON.stringify({
            response_code: "403",
            response_code_details: "rbac_access_denied_matched_policy[none]",
            principal: "spiffe://a",
        }),
    ],
};

function judged(written: object, evidence: Evidence, admission: "allowed" | "refused" = "allowed") {
    const probe = probeSchema.parse({ from: "payments", to: "http://api.stripe.com/", manner: "http", ...written });
    return judge(probe, evidence, { hasSidecar: true, admission });
}

const differences = (...args: Parameters<typeof judged>) =>
    judged(...args).differences.map(({ what, got }) => `${what}: ${got}`);
const ALLOWED = { expect: "allowed" } as const;
const DENIED = { expect: "denied" } as const;

describe("a probe that is to be allowed", () => {
    it("is as expected where it arrived and was answered", () => {
        expect(judged(ALLOWED, ANSWERED)).toMatchObject({ verdict: "allowed", differences: [] });
    });

    it("is not where it was stopped, and says by whom", () => {
        expect(differences(ALLOWED, STOPPED)).toEqual([
            "verdict: denied (gateway: 403 rbac_access_denied_matched_policy[none])",
        ]);
    });

    it("is not where it arrived and the prober got no good answer", () => {
        expect(differences(ALLOWED, { ...ANSWERED, attempt: { outcome: "answered", status: 503 } })).toEqual([
            "answer: status 503",
        ]);
        expect(differences(ALLOWED, { ...ANSWERED, attempt: { outcome: "reset", error: "ECONNRESET" } })).toEqual([
            "answer: reset ECONNRESET",
        ]);
        expect(
            differences(
                { ...ALLOWED, repeat: 2 },
                { ...ANSWERED, attempt: { outcome: "answered", statuses: [200, 500] } },
            ),
        ).toEqual(["answer: status 500"]);
    });

    it("may be one of which a certain bad answer is expected", () => {
        const late = { ...ANSWERED, attempt: { outcome: "answered", status: 504 } as const };
        expect(differences({ ...ALLOWED, answer: { status: 504 } }, late)).toEqual([]);
        expect(differences({ ...ALLOWED, answer: { status: ">= 505" } }, late)).toEqual(["status: 504"]);
    });

    it("needs no answer where nobody answers", () => {
        const datagram = {
            ...ANSWERED,
            attempt: { outcome: "timeout" } as const,
            sightings: [{ ...CONNECTION, kind: "datagram" as const }],
        };
        expect(differences({ ...ALLOWED, manner: "udp" }, datagram)).toEqual([]);
    });
});

describe("a probe that is to be denied", () => {
    it("is as expected where no byte arrived, though the gateway connected", () => {
        expect(judged({ ...DENIED, by: "access" }, STOPPED)).toMatchObject({
            verdict: "denied",
            by: "access",
            differences: [],
        });
    });

    it("is denied although it was answered, and allowed although it was not", () => {
        expect(judged(DENIED, { ...ANSWERED, sightings: [] }).verdict).toBe("denied");
        expect(differences(DENIED, { ...ANSWERED, attempt: { outcome: "timeout" } })).toEqual([
            "verdict: allowed: it arrived at api.stripe.com",
        ]);
    });

    it.each<[string, Partial<Sighting>, string]>([
        ["the gateway's own handshake", { kind: "handshake", source: "198.51.100.1" }, "denied"],
        ["the application's own handshake", { kind: "handshake", source: "10.0.128.9" }, "allowed"],
        ["a connection", { kind: "connection", source: "10.0.128.9" }, "denied"],
        ["bytes", { kind: "bytes", bytes: 1 }, "allowed"],
        ["no bytes", { kind: "bytes", bytes: 0 }, "denied"],
        ["a datagram", { kind: "datagram" }, "allowed"],
    ])("counts %s", (_, sighting, verdict) => {
        expect(judged(DENIED, { ...STOPPED, sightings: [{ ...CONNECTION, ...sighting }] }).verdict).toBe(verdict);
    });

    it("is not as expected where another layer decided, or nobody knows", () => {
        expect(differences({ ...DENIED, by: "network" }, STOPPED)).toEqual([
            "by: access (gateway: 403 rbac_access_denied_matched_policy[none])",
        ]);
        expect(differences({ ...DENIED, by: ["network", "access"] }, STOPPED)).toEqual([]);
        expect(differences({ ...DENIED, by: "network" }, { ...STOPPED, gatewayLog: [] })).toEqual([
            "by: nothing that says by whom",
        ]);
    });

    it("is not as expected where the answer is another one", () => {
        expect(differences({ ...DENIED, answer: { status: 403 } }, STOPPED)).toEqual([]);
        expect(differences({ ...DENIED, answer: { status: 401 } }, STOPPED)).toEqual(["status: 403"]);
        expect(differences({ ...DENIED, answer: { outcome: "reset" } }, STOPPED)).toEqual(["outcome: answered"]);
    });
});

describe("admission", () => {
    const refused = {
        ...STOPPED,
        attempt: undefined,
        gatewayLog: [],
        admission: { allowed: false, message: "no sidecar" },
    };

    it("that refuses who is to be refused is as expected", () => {
        expect(judged({ ...DENIED, by: "guard" }, refused, "refused")).toMatchObject({ by: "guard", differences: [] });
    });

    it("that refuses a good workload, or takes a bad one, is not", () => {
        expect(differences(DENIED, refused)).toEqual(["admission: refused: no sidecar"]);
        expect(differences(DENIED, { ...STOPPED, admission: { allowed: true } }, "refused")).toEqual([
            "admission: allowed",
        ]);
    });
});

describe("what the outside has seen", () => {
    const seen = (expected: object, evidence: Evidence = ANSWERED) =>
        differences({ ...ALLOWED, seen: expected }, evidence);

    it.each<[object]>([
        [
            {
                host: "api.stripe.com",
                scheme: "https",
                source: "gateway",
                authority: "api.stripe.com",
                method: "GET",
                path: "/",
            },
        ],
        [{ source: "198.51.100.1", sni: "api.stripe.com", clientCertificate: "none" }],
        [{ headers: { "user-agent": "probe" }, absent: ["x-request-id"] }],
        [{ requests: 1, connections: "<= 1", handshakes: "= 1", requestsAt: { "api.stripe.com": ">= 1" } }],
    ])("is as expected: %j", (expected) => {
        expect(seen(expected)).toEqual([]);
    });

    it.each<[object, string]>([
        [{ host: "files.stripe.com" }, "host: api.stripe.com"],
        [{ scheme: "http" }, "scheme: https"],
        [{ source: "workload" }, "source: gateway (198.51.100.1)"],
        [{ sni: "other" }, "SNI: api.stripe.com"],
        [{ authority: "evil.example" }, "authority: api.stripe.com"],
        [{ method: "POST" }, "method: GET"],
        [{ clientCertificate: "billing" }, "client certificate: none"],
        [{ headers: { "x-team": "billing" } }, "header x-team: nothing"],
        [{ absent: ["user-agent"] }, "header user-agent: probe"],
        [{ requests: 2 }, "requests: 1"],
        [{ handshakes: 0 }, "handshakes: 1"],
        [{ requestsAt: { "files.stripe.com": ">= 1" } }, "requests at files.stripe.com: 0"],
    ])("is not: %j", (expected, difference) => {
        expect(seen(expected)).toEqual([difference]);
    });

    it.each([
        ["10.0.128.9", "workload"],
        ["198.51.100.77", "cluster"],
    ])("came from %s, which is the %s", (source, whose) => {
        expect(seen({ source: whose }, { ...ANSWERED, sightings: [{ ...ARRIVED, source }] })).toEqual([]);
    });

    it("tells a difference of many requests once, and that some are missing", () => {
        const twice = { ...ANSWERED, sightings: [ARRIVED, ARRIVED] };
        expect(differences({ ...ALLOWED, repeat: 3, seen: { scheme: "http" } }, twice)).toEqual([
            "scheme: https",
            "requests: 2",
        ]);
    });

    it("is not as expected where something arrived elsewhere as well", () => {
        const both = { ...ANSWERED, sightings: [ARRIVED, { ...ARRIVED, host: "evil.example" }] };
        expect(seen({ host: "api.stripe.com" }, both)).toEqual(["host: evil.example"]);
        expect(seen({ host: "api.stripe.com", requestsAt: { "evil.example": 1 } }, both)).toEqual([]);
    });
});

describe("the gateway's log", () => {
    it("has a line with everything that is expected of it, or has not", () => {
        expect(differences({ ...DENIED, log: { principal: "spiffe://a", response_code: "403" } }, STOPPED)).toEqual([]);
        expect(differences({ ...DENIED, log: { principal: "spiffe://b" } }, STOPPED)).toEqual([
            "gateway log: principal spiffe://a",
        ]);
        expect(differences({ ...ALLOWED, log: { principal: "spiffe://a" } }, ANSWERED)).toEqual([
            "gateway log: no line",
        ]);
    });
});

describe("what the gateway tells about a call", () => {
    const told: Evidence = {
        ...ANSWERED,
        spans: [{ tags: { "http.status_code": "403" } }, { tags: { "http.status_code": "200", component: "proxy" } }],
        statistics: { "cluster.outbound|443||api.stripe.com;.upstream_rq_200": 1 },
    };

    it("is as expected where one span has every tag, and counters grew as they were to", () => {
        const trace = { "http.status_code": "200", component: "proxy" };
        const statistics = { "cluster.outbound|443||api.stripe.com;.upstream_rq_200": 1 };
        expect(judged({ ...ALLOWED, trace, statistics }, told).differences).toEqual([]);
    });

    it("is not where the tags are in two spans, and shows the last one", () => {
        expect(differences({ ...ALLOWED, trace: { "http.status_code": "403", component: "proxy" } }, told)).toEqual([
            "trace: http.status_code 200, component proxy",
        ]);
    });

    it("is not where nothing was traced or counted", () => {
        const asked = {
            trace: { component: "proxy" },
            statistics: { "cluster.outbound|443||x;.upstream_rq_200": ">= 1" },
        };
        expect(differences({ ...ALLOWED, ...asked }, ANSWERED)).toEqual([
            "trace: no span",
            "cluster.outbound|443||x;.upstream_rq_200: 0",
        ]);
    });

    it("may be that nothing was counted, where that is expected", () => {
        const statistics = { "cluster.outbound|443||api.stripe.com;.upstream_rq_200": 0 };
        expect(judged({ ...DENIED, statistics }, STOPPED).differences).toEqual([]);
    });
});
