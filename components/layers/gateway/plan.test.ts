import { describe, expect, it } from "vitest";
import { EniKind } from "../../intent/args";
import { intentOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { inputsOf } from "../../testing/planned";
import { planGateway, planPlacement } from "./plan";

const intent = intentOf();
const { gateway } = perimeterArgs();

describe("the placement of the gateway", () => {
    const spec = inputsOf(planPlacement("prod", intent), "pod-networking").spec as Record<string, unknown>;

    it("gives the gateway's Pods its own vSwitches and security group", () => {
        expect(spec).toMatchObject({
            vSwitchOptions: [
                { of: "vswitches", output: "cn-hangzhou-h" },
                { of: "vswitches", output: "cn-hangzhou-i" },
            ],
            securityGroupIDs: [{ of: "securityGroup", output: "id" }],
            allocationType: { type: "Elastic" },
            eniOptions: { eniType: "Trunk" },
        });
    });

    it("gives them to nobody else: label and namespace must both match", () => {
        expect(spec.selector).toEqual({
            podSelector: { matchLabels: { "asm-egress/gateway": "egress-prod" } },
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "istio-system" } },
        });
    });

    it("is waited for until Terway calls it Ready", () => {
        expect(JSON.stringify(inputsOf(planPlacement("prod", intent), "pod-networking").metadata)).toContain(
            "jsonpath={.status.status}=Ready",
        );
    });

    it("takes whole ENIs where that is written", () => {
        const exclusive = intentOf({ gateway: { ...gateway, eni: EniKind.Exclusive } });
        expect(inputsOf(planPlacement("prod", exclusive), "pod-networking").spec).toMatchObject({
            eniOptions: { eniType: "ENI" },
        });
    });
});

describe("the gateway", () => {
    const spec = inputsOf(planGateway("prod", intent), "gateway").spec as Record<string, unknown>;

    it("lives in istio-system, where alone it can fetch its configuration", () => {
        expect(inputsOf(planGateway("prod", intent), "gateway").metadata).toMatchObject({
            name: "egress-prod",
            namespace: "istio-system",
        });
    });

    it("carries the label that makes callers use mutual TLS, and its own", () => {
        expect(spec.podLabels).toEqual({ "security.istio.io/tlsMode": "istio", "asm-egress/gateway": "egress-prod" });
    });

    it("has no privilege and no privileged port", () => {
        expect(spec).toMatchObject({ runAsRoot: false });
        for (const { port } of spec.ports as { port: number }[]) {
            expect(port).toBeGreaterThanOrEqual(1024);
        }
    });

    it("never has two Pods on one node", () => {
        expect(JSON.stringify(spec.affinity)).toContain(
            '"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"kubernetes.io/hostname"',
        );
    });

    it("restarts when its range changes, because running Pods keep their addresses", () => {
        const moved = intentOf({ gateway: { subnets: [{ zoneId: "cn-hangzhou-h", cidrBlock: "10.0.65.0/28" }] } });
        expect(inputsOf(planGateway("prod", moved), "gateway").spec).not.toMatchObject({
            podAnnotations: spec.podAnnotations as object,
        });
    });
});
