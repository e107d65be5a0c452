import { describe, expect, it } from "vitest";
import { OutboundPolicy } from "../../intent/args";
import { asmEngineMesh } from "../../testing/asm-engine";
import { intentOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { inputsOf, rolesOf } from "../../testing/planned";
import { validateUpstream } from "../../testing/upstream-schemas";
import { planWorkloads } from "./plan";

describe("a fenced namespace", () => {
    it("has one Sidecar that refuses undeclared hosts and leaves in-cluster visibility as it is", () => {
        const plan = planWorkloads("prod", intentOf());
        expect(rolesOf(plan)).toEqual(["sidecar-billing", "sidecar-shop"]);
        expect(inputsOf(plan, "sidecar-billing")).toMatchObject({
            kind: "Sidecar",
            metadata: { namespace: "billing" },
            spec: { egress: [{ hosts: ["*/*"] }], outboundTrafficPolicy: { mode: "REGISTRY_ONLY" } },
        });
        plan.resources.forEach(validateUpstream);
    });

    it("lets undeclared hosts pass only where that is written", () => {
        const namespaces = [{ name: "billing" }, { name: "shop", outbound: OutboundPolicy.AllowAny }];
        const plan = planWorkloads("prod", intentOf({ namespaces }));
        expect(JSON.stringify(inputsOf(plan, "sidecar-billing"))).toContain("REGISTRY_ONLY");
        expect(JSON.stringify(inputsOf(plan, "sidecar-shop"))).toContain("ALLOW_ANY");
    });

    it("has none beside those that ASM's controller writes for callers, and its own where nobody calls anything", () => {
        const mesh = asmEngineMesh();
        const namespaces = [{ name: "billing" }, { name: "quiet" }, { name: "shop" }];
        expect(rolesOf(planWorkloads("prod", intentOf({ mesh, namespaces })))).toEqual(["sidecar-quiet"]);
        const externalServices = perimeterArgs().externalServices.slice(1);
        expect(rolesOf(planWorkloads("prod", intentOf({ mesh, namespaces, externalServices })))).toEqual([
            "sidecar-billing",
            "sidecar-quiet",
        ]);
    });
});
