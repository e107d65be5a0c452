import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { EgressPerimeter } from "./perimeter";
import { planPerimeter } from "./perimeter-plan";
import { namesBefore, registrationOf } from "./testing/graph";
import { type Registration, registrations } from "./testing/mock-engine";
import { perimeterArgs } from "./testing/perimeter-args";

/** Pulumi's mocks have no engine that could run a hook, so nothing waits here. */
const args = perimeterArgs({ firewall: { cidrBlock: "10.0.64.48/28", settleSeconds: 0 } });

let seen: Registration[];
let perimeter: EgressPerimeter;

beforeAll(async () => {
    seen = await registrations(() => {
        perimeter = new EgressPerimeter("prod", args);
    });
});

function named(name: string): Registration {
    return registrationOf(seen, name);
}

function before(name: string): Set<string> {
    return namesBefore(seen, name);
}

describe("the graph of a perimeter", () => {
    it("has exactly the planned resources, each under its layer", () => {
        const { layers } = planPerimeter("prod", args);
        const planned = Object.entries(layers).flatMap(([layer, { resources }]) =>
            resources.map(({ role }) => `prod-${layer}-${role}`),
        );
        const custom = seen.filter(({ type }) => !type.startsWith("asm-egress:") && !type.startsWith("pulumi:"));
        expect(custom.map(({ name }) => name).sort()).toEqual(planned.sort());
        for (const { name, parent } of custom) {
            expect(parent).toMatch(/::prod-[a-z-]+$/);
            expect(name.startsWith(`${parent.split("::").at(-1)}-`)).toBe(true);
        }
    });

    it("has every layer under the perimeter", () => {
        const layers = seen.filter(({ type, name }) => type.startsWith("asm-egress:") && name !== "prod");
        expect(layers.length).toBe(12);
        expect(layers.every(({ parent }) => parent.endsWith("::prod"))).toBe(true);
    });

    it("opens the way out after every firewall policy, so that a destroy closes it first", () => {
        const earlier = before("prod-exit-snat-cn-hangzhou-h");
        for (const name of [
            "prod-firewall-nat-firewall",
            "prod-firewall-gateway-deny-10.0.64.0_28",
            "prod-firewall-order-hosts-443",
            "prod-firewall-cluster-deny",
            "prod-nat-public-address-1-binding",
            "prod-network-security-group-closed-0.0.0.0_0",
        ]) {
            expect(earlier).toContain(name);
        }
    });

    it("says so on the SNAT entries themselves, and not only on their component", () => {
        const { dependencies } = named("prod-exit-snat-cn-hangzhou-h");
        expect(dependencies.some((urn) => urn.endsWith("::prod-firewall-cluster-deny"))).toBe(true);
    });

    it("takes the SNAT table from behind the firewall, so that replacing the firewall closes the way out first", () => {
        const { propertyDependencies } = named("prod-exit-snat-cn-hangzhou-h");
        expect(propertyDependencies.snatTableId?.some((urn) => urn.endsWith("::prod-firewall-nat-firewall"))).toBe(
            true,
        );
    });

    it("denies the range before there is one, so that a destroy takes the range away before its denies", () => {
        const earlier = before("prod-network-vswitch-cn-hangzhou-h");
        expect(earlier).toContain("prod-firewall-gateway-deny-10.0.64.0_28");
        expect(earlier).toContain("prod-firewall-cluster-deny");
    });

    it("has no gateway before it has its network and denies everything", () => {
        const earlier = before("prod-gateway-gateway");
        expect(earlier).toContain("prod-placement-pod-networking");
        expect(earlier).toContain("prod-access-deny-all");
    });

    it("has no listener before access is denied", () => {
        expect(before("prod-routes-listener")).toContain("prod-access-deny-all");
    });

    it("has neither gateway nor listener before it is logged, so that a destroy takes the log last", () => {
        for (const name of ["prod-gateway-gateway", "prod-routes-listener"]) {
            expect(before(name)).toContain("prod-telemetry-gateway");
            expect(before(name)).toContain("prod-telemetry-log-format");
        }
    });

    it("has the origination before the gateway knows the host", () => {
        expect(before("prod-routes-outside-stripe")).toContain("prod-routes-tls-api.stripe.com");
    });

    it("refuses undeclared hosts in workloads last, when declared ones have a way", () => {
        const earlier = before("prod-fence-sidecar-billing");
        for (const name of ["prod-routes-callers-stripe", "prod-gateway-gateway", "prod-exit-snat-cn-hangzhou-i"]) {
            expect(earlier).toContain(name);
        }
    });

    it("closes the workloads' other ways last, when the gateway has its way out", () => {
        const earlier = before("prod-network-policy-egress-billing");
        for (const name of ["prod-routes-callers-stripe", "prod-gateway-gateway", "prod-exit-snat-cn-hangzhou-i"]) {
            expect(earlier).toContain(name);
        }
    });

    it("refuses Pods last as well, and knows the gateway's vSwitches by then", () => {
        expect(before("prod-guard-binding-sidecar")).toContain("prod-exit-snat-cn-hangzhou-i");
        const { spec } = named("prod-guard-policy-addresses").inputs as { spec: { variables: { name: string }[] } };
        expect(spec.variables.find(({ name }) => name === "gatewayVswitches")).toEqual({
            name: "gatewayVswitches",
            expression: '["prod-network-vswitch-cn-hangzhou-h-id","prod-network-vswitch-cn-hangzhou-i-id"]',
        });
        expect(named("prod-guard-policy-addresses").provider).not.toContain("::prod-mesh::");
    });

    it("sends mesh objects to the mesh's API server and cluster objects to the cluster's", () => {
        const ofMesh = seen.filter(({ type }) => /^kubernetes:(.*istio|istio)/.test(type));
        expect(ofMesh.length).toBeGreaterThan(10);
        for (const { provider } of ofMesh) {
            expect(provider).toContain("::prod-mesh::");
        }
        for (const name of ["prod-placement-pod-networking", "prod-network-policy-egress-billing"]) {
            expect(named(name).provider).not.toContain("::prod-mesh::");
        }
    });

    it("keeps the kubeconfig of the mesh secret", () => {
        expect(JSON.stringify(named("prod-mesh").inputs.kubeconfig)).toContain("4dabf18193072939515e22adb298388d");
    });

    it("keeps the args out of the state of every component", () => {
        for (const { inputs } of seen.filter(({ type }) => type.startsWith("asm-egress:"))) {
            expect(inputs).toEqual({});
        }
    });

    it("gives the range and the addresses to the rest of the program", async () => {
        const outputs = pulumi.all([perimeter.gatewayCidrs, perimeter.publicAddresses, perimeter.gatewayName]);
        expect(await resolvedValue(outputs)).toEqual([
            ["10.0.64.0/28", "10.0.64.16/28"],
            ["203.0.113.1", "203.0.113.1"],
            "egress-prod",
        ]);
        expect(Object.keys(await resolvedValue(perimeter.firewallPolicyIds)).sort()).toEqual([
            "accept-hosts-443",
            "accept-infrastructure-registry-domain-443",
            "cluster-deny",
            "gateway-deny-10.0.64.0_28",
            "gateway-deny-10.0.64.16_28",
        ]);
    });
});

describe("bad input", () => {
    it("is one error with every finding, and registers nothing", async () => {
        let error: unknown;
        const registered = await registrations(() => {
            try {
                new EgressPerimeter("prod", {
                    ...args,
                    firewall: { cidrBlock: "10.0.64.32/28" },
                    externalServices: [{ name: "all", hosts: ["*.com"], clients: [] }],
                });
            } catch (thrown) {
                error = thrown;
            }
        });
        expect(registered.filter(({ type }) => type !== "pulumi:pulumi:Stack")).toEqual([]);
        expect(pulumi.InputPropertiesError.isInstance(error)).toBe(true);
        // What the language host looks for before it prints a stack trace.
        expect(pulumi.RunError.isInstance(error)).toBe(true);
        const { errors } = error as pulumi.InputPropertiesError;
        expect(errors.map(({ propertyPath }) => propertyPath).sort()).toEqual([
            "externalServices[0].clients",
            "externalServices[0].hosts[0]",
            "firewall.cidrBlock",
        ]);
    });
});

function resolvedValue<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => {
        output.apply(resolve);
    });
}
