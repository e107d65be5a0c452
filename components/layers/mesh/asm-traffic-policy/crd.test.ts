import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TlsMode } from "../../../intent/args";
import type { KubernetesObject } from "../../../resources/planned";
import { asmEngineMesh } from "../../../testing/asm-engine";
import { crdCheck } from "../../../testing/crd-schemas";
import { intentOf } from "../../../testing/intent";
import { inputsOf, type Spec } from "../../../testing/planned";
import { planRoutes } from "../plan";

/** Upstream knows no such kind; its definition is written after the published types of ASM. */
function policy(externalServices?: Parameters<typeof intentOf>[0]): KubernetesObject {
    const plan = planRoutes("prod", intentOf({ mesh: asmEngineMesh(), ...externalServices }));
    return inputsOf(plan, "traffic-policy") as unknown as KubernetesObject;
}

const issues = crdCheck("asmegresstrafficpolicy");

describe("a policy", () => {
    it("is what the kind's own definition takes, in either version, whatever is declared", () => {
        const host = fc.constantFrom("a.example.com", "b.example.com", "c.example.com", "d.example.com");
        const services = fc.uniqueArray(
            fc.record({
                hosts: fc.uniqueArray(host, { minLength: 1 }),
                port: fc.integer({ min: 1, max: 14_999 }),
                shop: fc.boolean(),
            }),
            { minLength: 1, maxLength: 5, selector: ({ hosts }) => hosts[0] },
        );
        const seen = new Set<string>();
        fc.assert(
            fc.property(services, fc.boolean(), (list, plain) => {
                const externalServices = list.map(({ hosts, shop, port }, index) => ({
                    name: `s${index}`,
                    // Hosts of one's own, so that ports may differ.
                    hosts: hosts.map((name) => `s${index}.${name}`),
                    clients: [{ namespace: shop ? "shop" : "billing" }],
                    ports: [{ number: port }],
                    ...(plain && { tls: { mode: TlsMode.Plaintext } }),
                }));
                const object = policy({ externalServices });
                seen.add(object.apiVersion);
                expect(issues(object)).toEqual([]);
                expect(issues({ ...object, apiVersion: "istio.alibabacloud.com/v1" })).toEqual([]);
            }),
        );
        expect([...seen]).toEqual(["istio.alibabacloud.com/v1beta1"]);
    });

    it.each<[string, (spec: Spec) => void, string]>([
        ["without a gateway", (spec) => delete spec.byEgressGateway.name, "spec.byEgressGateway.name"],
        ["without a rule", (spec) => spec.egressRules.splice(0), "spec.egressRules"],
        ["with a rule for nobody", (spec) => spec.egressRules[0].from.splice(0), "spec.egressRules.0.from"],
        [
            "with 51 hosts in one destination",
            (spec) => {
                spec.egressRules[0].to[0].hosts = Array.from({ length: 51 }, (_, index) => `h${index}.example.com`);
            },
            "spec.egressRules.0.to.0.hosts",
        ],
        [
            "with a port that is none",
            (spec) => {
                spec.egressRules[0].to[0].httpsUpgrade.port = 65_536;
            },
            "spec.egressRules.0.to.0.httpsUpgrade.port",
        ],
        [
            "without a port of the gateway, which this version requires",
            (spec) => delete spec.egressRules[0].to[0].byEgressGateway,
            "spec.egressRules.0.to.0.byEgressGateway",
        ],
        [
            "with a field that the kind has not",
            (spec) => {
                spec.egressRules[0].to[0].headers = { remove: ["x-request-id"] };
            },
            "spec.egressRules.0.to.0",
        ],
    ])("%s would be refused, so the question is a real one", (_, spoil, place) => {
        const object = structuredClone(policy());
        spoil(object.spec);
        expect(issues(object).map((issue) => issue.split(":")[0])).toEqual([place]);
    });

    it("of a version that is not served would be refused", () => {
        expect(issues({ ...policy(), apiVersion: "istio.alibabacloud.com/v2" })).toHaveLength(1);
    });
});
