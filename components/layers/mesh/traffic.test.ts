import { describe, expect, it } from "vitest";
import { type ExternalService, PortProtocol, RetryCondition, Route, TlsMode, type Traffic } from "../../intent/args";
import { INTERNAL_HEADERS } from "../../intent/internal-headers";
import { intentOf } from "../../testing/intent";
import { inputsOf, rolesOf, type Spec, specOf } from "../../testing/planned";
import { validateUpstream } from "../../testing/upstream-schemas";
import { planRoutes } from "./plan";

const hosts = ["a.example.com", "b.example.com"];

function routes(traffic: Traffic, change: Partial<ExternalService> = {}) {
    const externalServices = [{ name: "s", hosts, clients: [{ namespace: "shop" }], traffic, ...change }];
    const plan = planRoutes("prod", intentOf({ externalServices }));
    plan.resources.forEach(validateUpstream);
    return plan;
}

function httpOf(plan: ReturnType<typeof routes>, host = "a.example.com"): Spec {
    const { http } = specOf(plan, `route-${host}`);
    expect(http).toHaveLength(1);
    return http[0];
}

/** What the same traffic is by both routes: the proxy that connects outside knows the port by another number. */
describe.each([
    [Route.Gateway, 443],
    [Route.Sidecar, 80],
])("by the route %s", (route, number) => {
    const of = (traffic: Traffic) =>
        routes(traffic, { route, ...(route === Route.Sidecar && { addresses: ["172.20.0.0/24"] }) });

    it("requests are shared out, each share under the name of its host", () => {
        const split = [
            { host: "b.example.com", weight: 20 },
            { host: "a.example.com", weight: 80 },
        ];
        expect(httpOf(of({ split })).route).toEqual([
            { destination: { host: "a.example.com", port: { number } }, weight: 80 },
            {
                destination: { host: "b.example.com", port: { number } },
                weight: 20,
                headers: { request: { set: { ":authority": "b.example.com" } } },
            },
        ]);
        expect(httpOf(of({ split }), "b.example.com").route).toMatchObject([
            { weight: 80, headers: { request: { set: { ":authority": "a.example.com" } } } },
            { weight: 20 },
        ]);
    });

    it("copies go to another host, whose name is checked as always", () => {
        const plan = of({ mirror: { host: "b.example.com", percent: 12.5 } });
        expect(httpOf(plan).mirrors).toEqual([
            { destination: { host: "b.example.com", port: { number } }, percentage: { value: 12.5 } },
        ]);
        expect(httpOf(plan, "b.example.com")).not.toHaveProperty("mirrors");
        expect(JSON.stringify(inputsOf(plan, "tls-b.example.com"))).toContain('"subjectAltNames":["b.example.com"]');
    });

    it("requests end in time, and are repeated", () => {
        const retries = {
            attempts: 2,
            perTrySeconds: 0.5,
            conditions: [RetryCondition.ServerError, RetryCondition.Reset],
        };
        expect(httpOf(of({ timeoutSeconds: 3, retries }))).toMatchObject({
            timeout: "3s",
            retries: { attempts: 2, perTryTimeout: "500ms", retryOn: "reset,5xx" },
        });
        expect(httpOf(of({ retries: { attempts: 1 } })).retries.retryOn).toBe("connect-failure,refused-stream,reset");
    });

    it("faults are made where they are written", () => {
        expect(httpOf(of({ fault: { delaySeconds: 1.5, abortStatus: 503, abortPercent: 10 } })).fault).toEqual({
            delay: { fixedDelay: "1500ms", percentage: { value: 100 } },
            abort: { httpStatus: 503, percentage: { value: 10 } },
        });
    });

    it("headers are changed beside the removal of internal ones, which stays", () => {
        const { headers } = httpOf(
            of({
                requestHeaders: { set: [{ name: "X-Team", value: "shop" }], remove: ["X-Debug"] },
                responseHeaders: { add: [{ name: "x-seen", value: "yes" }], remove: ["Server"] },
            }),
        );
        expect(headers.request.set).toEqual({ "x-team": "shop" });
        expect(headers.request.remove).toEqual([...INTERNAL_HEADERS, "x-debug"].sort());
        expect(headers.response).toEqual({ add: { "x-seen": "yes" }, remove: ["server"] });
    });

    it("connections are limited beside their TLS", () => {
        const pool = {
            maxConnections: 4,
            connectSeconds: 2,
            idleSeconds: 60,
            maxPendingRequests: 8,
            maxRequestsPerConnection: 100,
        };
        const { trafficPolicy } = specOf(of({ connectionPool: pool }), "tls-a.example.com");
        expect(trafficPolicy.portLevelSettings).toMatchObject([
            {
                port: { number },
                tls: { mode: "SIMPLE" },
                connectionPool: {
                    tcp: { maxConnections: 4, connectTimeout: "2s" },
                    http: { idleTimeout: "60s", http1MaxPendingRequests: 8, maxRequestsPerConnection: 100 },
                },
            },
        ]);
    });
});

describe("connections that nobody makes TLS for", () => {
    it("are limited by an object of their own", () => {
        const plan = routes({ connectionPool: { maxConnections: 2 } }, { tls: { mode: TlsMode.Plaintext } });
        expect(specOf(plan, "traffic-a.example.com")).toMatchObject({
            exportTo: ["istio-system"],
            trafficPolicy: {
                portLevelSettings: [{ port: { number: 80 }, connectionPool: { tcp: { maxConnections: 2 } } }],
            },
        });
        expect(rolesOf(routes({}, { tls: { mode: TlsMode.Plaintext } }))).not.toContain("traffic-a.example.com");
    });

    it("of bytes are limited without a word about requests", () => {
        const database = { hosts: ["db.example.com"], ports: [{ number: 5432, protocol: PortProtocol.Tcp }] };
        const plan = routes({ connectionPool: { maxConnections: 2 } }, database);
        expect(JSON.stringify(inputsOf(plan, "traffic-db.example.com"))).not.toContain("http1");
    });
});
