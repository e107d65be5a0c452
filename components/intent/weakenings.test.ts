import { describe, expect, it } from "vitest";
import { perimeterArgs } from "../testing/perimeter-args";
import { type EgressPerimeterArgs, OutboundPolicy, Placement, SecurityGroupKind, SurroundingsCheck } from "./args";
import { ALL_SECTIONS, parseIntent } from "./parse-intent";

const base = perimeterArgs();

describe("a weakening", () => {
    it.each<[string, Partial<EgressPerimeterArgs>, string]>([
        ["one zone", { gateway: { subnets: base.gateway.subnets.slice(0, 1) } }, "one-zone gateway.subnets"],
        ["one replica", { gateway: { ...base.gateway, replicas: 1 } }, "one-replica gateway.replicas"],
        [
            "unprotected addresses",
            { internet: { ...base.internet, protectAddresses: false } },
            "addresses-unprotected internet.protectAddresses",
        ],
        [
            "no deny for the cluster",
            { firewall: { ...base.firewall, fenceCluster: false } },
            "cluster-not-denied firewall.fenceCluster",
        ],
        [
            "surroundings that nobody looks at",
            { surroundings: SurroundingsCheck.Skip },
            "surroundings-not-looked-at surroundings",
        ],
        [
            "a way out before the rules hold",
            { firewall: { ...base.firewall, settleSeconds: 0 } },
            "way-out-opens-before-rules-settle firewall.settleSeconds",
        ],
        [
            "metadata and internal endpoints that stay open",
            {
                gateway: {
                    ...base.gateway,
                    placement: Placement.HostNetwork,
                    nodePool: { instanceTypes: ["ecs.g7.large"] },
                },
            },
            "host-network-keeps-metadata-open gateway.placement",
        ],
        [
            "a security group that is open before its rules",
            { gateway: { ...base.gateway, securityGroup: SecurityGroupKind.Normal } },
            "security-group-open-before-its-rules gateway.securityGroup",
        ],
        ["no access log", { telemetry: { accessLog: false } }, "access-log-off telemetry.accessLog"],
        [
            "an access log with gaps",
            { telemetry: { accessLogFilter: "response.code >= 400" } },
            "access-log-filtered telemetry.accessLogFilter",
        ],
        [
            "an access log whose line is somebody else's",
            { telemetry: { accessLogProvider: "envoy" } },
            "access-log-format-of-the-mesh telemetry.accessLogProvider",
        ],
        [
            "a namespace without a wall inside the cluster",
            { namespaces: [{ name: "billing", networkPolicy: false }, { name: "shop" }] },
            "namespace-without-network-policy namespaces[0].networkPolicy",
        ],
        [
            "undeclared hosts past the sidecar",
            { namespaces: [{ name: "billing", outbound: OutboundPolicy.AllowAny }, { name: "shop" }] },
            "undeclared-hosts-pass-the-sidecar namespaces[0].outbound",
        ],
    ])("%s is a warning beside a valid intent", (_, change, expected) => {
        const { intent, findings } = parseIntent("prod", perimeterArgs(change), ALL_SECTIONS);
        expect(intent).toBeDefined();
        expect(findings.map(({ severity, code, path }) => `${severity} ${code} ${path}`)).toEqual([
            `warning ${expected}`,
        ]);
    });
});
