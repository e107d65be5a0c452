import { describe, expect, it } from "vitest";
import { type ExternalService, Route, type Traffic } from "../../intent/args";
import { intentOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { rolesOf, specOf } from "../../testing/planned";
import { validateUpstream } from "../../testing/upstream-schemas";
import { planRoutes } from "./plan";

const hosts = ["api.example.com"];

function routes(traffic: Traffic, change: Partial<ExternalService> = {}) {
    const mesh = { ...perimeterArgs().mesh, version: "1.31" };
    const externalServices = [{ name: "s", hosts, clients: [{ namespace: "shop" }], traffic, ...change }];
    const plan = planRoutes("prod", intentOf({ mesh, externalServices }));
    plan.resources.forEach(validateUpstream);
    return plan;
}

describe.each([Route.Gateway, Route.Sidecar])("by the route %s", (route) => {
    const of = (traffic: Traffic) =>
        routes(traffic, { route, ...(route === Route.Sidecar && { addresses: ["172.20.0.0/24"] }) });
    const setting = (traffic: Traffic) => {
        const { trafficPolicy } = specOf(of(traffic), "tls-api.example.com");
        expect(trafficPolicy.portLevelSettings).toHaveLength(1);
        return trafficPolicy.portLevelSettings[0];
    };
    const checked = { mode: "SIMPLE", sni: "api.example.com", subjectAltNames: ["api.example.com"] };

    it("failing addresses are left alone beside the TLS of their port, and what is not counted is zero", () => {
        expect(setting({ outlierDetection: { consecutiveGatewayErrors: 3, intervalSeconds: 0.5 } })).toMatchObject({
            tls: checked,
            outlierDetection: {
                consecutive5xxErrors: 0,
                consecutiveGatewayErrors: 3,
                interval: "500ms",
                baseEjectionTime: "30s",
                maxEjectionPercent: 50,
            },
        });
    });

    it("failed connections are counted by themselves only where that is written", () => {
        const { outlierDetection } = setting({ outlierDetection: { consecutiveLocalFailures: 4 } });
        expect(outlierDetection).toMatchObject({
            splitExternalLocalOriginErrors: true,
            consecutiveLocalOriginFailures: 4,
            consecutiveGatewayErrors: 0,
        });
        expect(setting({ outlierDetection: { consecutiveServerErrors: 4 } }).outlierDetection).not.toHaveProperty(
            "splitExternalLocalOriginErrors",
        );
    });

    it("endpoints are used in the written order, and each is checked under the host's own name", () => {
        const traffic = { failover: ["z.example.com", "a.example.net", "m.example.org"] };
        const rank = (step: number) => `asm-egress.internal/rank-${step}`;
        expect(specOf(of(traffic), "outside-s").endpoints).toEqual([
            { address: "z.example.com", labels: { [rank(1)]: "member", [rank(2)]: "member" } },
            { address: "a.example.net", labels: { [rank(1)]: "member" } },
            { address: "m.example.org" },
        ]);
        expect(setting(traffic)).toMatchObject({
            tls: checked,
            outlierDetection: { consecutiveGatewayErrors: 5, maxEjectionPercent: 100 },
            loadBalancer: {
                localityLbSetting: { enabled: true, failoverPriority: [`${rank(1)}=member`, `${rank(2)}=member`] },
            },
        });
    });

    it("endpoints are used by place, whatever order they are written in", () => {
        const near = { host: "h.example.com", zoneId: "cn-hangzhou-h" };
        const far = { host: "b.example.com", region: "cn-beijing" };
        const [plan, other] = [of({ locality: [near, far] }), of({ locality: [far, near] })];
        expect(specOf(plan, "outside-s").endpoints).toEqual([
            { address: "b.example.com", locality: "cn-beijing" },
            { address: "h.example.com", locality: "cn-hangzhou/cn-hangzhou-h" },
        ]);
        expect(other.resources).toEqual(plan.resources);
        expect(setting({ locality: [near, far] })).toMatchObject({
            tls: checked,
            outlierDetection: { consecutiveGatewayErrors: 5 },
            loadBalancer: { localityLbSetting: { enabled: true } },
        });
    });

    it("nothing is made that nobody asked for", () => {
        expect(rolesOf(of({ failover: ["a.example.com", "b.example.com"] }))).toEqual(rolesOf(of({})));
        expect(Object.keys(setting({})).sort()).toEqual(["port", "tls"]);
        expect(specOf(of({}), "outside-s")).not.toHaveProperty("endpoints");
    });
});
