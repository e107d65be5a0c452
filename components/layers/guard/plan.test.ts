import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planPerimeter } from "../../perimeter-plan";
import { findingsOf, intentOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { comesAfter, inputsOf, rolesOf } from "../../testing/planned";
import { validateUpstream } from "../../testing/upstream-schemas";
import { guardConcerns, planGuard } from "./plan";

interface Policy {
    readonly metadata: { readonly name: string };
    readonly spec: {
        readonly failurePolicy: string;
        readonly matchConstraints: {
            readonly namespaceSelector: {
                readonly matchExpressions: readonly { readonly values: readonly string[] }[];
            };
            readonly resourceRules: readonly { readonly resources: readonly string[] }[];
        };
        readonly validations: readonly { readonly expression: string; readonly message: string }[];
    };
}

const intent = intentOf();
const plan = planGuard("prod", intent);
const policies = plan.resources.flatMap(({ role, inputs }) => (role.startsWith("policy-") ? [inputs as Policy] : []));
const namespacesOf = ({ spec }: Policy) => spec.matchConstraints.namespaceSelector.matchExpressions[0]?.values;

describe("the guard of the fenced namespaces", () => {
    it("is objects that upstream's schemas accept", () => {
        for (const resource of plan.resources) {
            expect(() => validateUpstream(resource)).not.toThrow();
        }
    });

    it("has one policy a concern, each with a binding that denies", () => {
        const concerns = guardConcerns("prod", intent).map(({ name }) => name);
        expect(new Set(concerns).size).toBe(concerns.length);
        expect(rolesOf(plan)).toEqual(concerns.flatMap((name) => [`policy-${name}`, `binding-${name}`]));
        for (const name of concerns) {
            expect(inputsOf(plan, `binding-${name}`).spec).toEqual({
                policyName: `asm-egress-prod-${name}`,
                validationActions: ["Deny"],
            });
            expect(comesAfter(plan, `binding-${name}`)).toEqual(new Set([`policy-${name}`]));
        }
    });

    it("refuses what it cannot judge", () => {
        expect(policies.map(({ spec }) => spec.failurePolicy)).toEqual(policies.map(() => "Fail"));
    });

    it("looks at fenced namespaces and at no other", () => {
        expect(policies.map(namespacesOf)).toEqual(policies.map(() => ["billing", "shop"]));
    });

    it("looks at debugging containers wherever it looks at Pods", () => {
        const ofPods = policies
            .map(({ spec }) => spec.matchConstraints.resourceRules.flatMap(({ resources }) => resources))
            .filter((resources) => resources.includes("pods"));
        expect(ofPods.length).toBeGreaterThan(5);
        expect(ofPods.every((resources) => resources.includes("pods/ephemeralcontainers"))).toBe(true);
    });

    it("says of every refusal what to do, in one line", () => {
        const messages = policies.flatMap(({ spec }) => spec.validations.map(({ message }) => message));
        expect(new Set(messages).size).toBeGreaterThan(40);
        for (const message of messages) {
            expect(message).toMatch(/: .+|, /);
            expect(message).not.toContain("\n");
        }
    });

    it("of two perimeters in one cluster has no object in common", () => {
        const names = (perimeter: string) =>
            planGuard(perimeter, intent).resources.map(({ inputs }) => (inputs as Policy).metadata.name);
        expect(names("prod").filter((name) => names("staging").includes(name))).toEqual([]);
    });

    it("does not depend on the order in which namespaces, ranges and images are written", () => {
        const images = ["a.example/proxyv2:", "b.example/proxyv2:", "c.example/proxyv2@"];
        const { cluster } = perimeterArgs();
        const made = (names: readonly string[], prefixes: readonly string[], nodeCidrs: readonly string[]) =>
            planGuard(
                "prod",
                intentOf({
                    cluster: { ...cluster, nodeCidrs: [...nodeCidrs] },
                    namespaces: names.map((name) => ({ name })),
                    guard: { proxyImagePrefixes: [...prefixes] },
                }),
            );
        const nodes = ["10.0.0.0/20", "10.0.16.0/20"];
        const expected = made(["billing", "shop"], images, nodes);
        fc.assert(
            fc.property(
                fc.shuffledSubarray(["billing", "shop"], { minLength: 2 }),
                fc.shuffledSubarray(images, { minLength: 3 }),
                fc.shuffledSubarray(nodes, { minLength: 2 }),
                (names, prefixes, ranges) => {
                    expect(made(names, prefixes, ranges)).toEqual(expected);
                },
            ),
            { numRuns: 20 },
        );
    });
});

describe("the images of the mesh", () => {
    const imagesIn = (guard?: object) =>
        JSON.stringify(planGuard("prod", intentOf(guard && { guard })).resources.map(({ inputs }) => inputs));

    it("are ASM's of the gateway's region, where nothing is written", () => {
        expect(imagesIn()).toContain("registry-vpc.cn-hangzhou.aliyuncs.com/acs/proxyv2:");
        expect(imagesIn()).toContain("registry-cn-hangzhou-vpc.ack.aliyuncs.com/acs/proxyv2:");
    });
    it("are the written ones and no others", () => {
        const text = imagesIn({ proxyImagePrefixes: ["registry.example.com/mesh/proxyv2:"] });
        expect(text).toContain("registry.example.com/mesh/proxyv2:");
        expect(text).not.toContain("aliyuncs.com");
    });
    it.each([
        "proxyv2",
        "registry.example.com/mesh",
        "registry.example.com:",
        'a/b"]:',
        "Registry.example.com/mesh/",
        "/",
    ])("%s is no beginning of an image's name that a stranger could not share", (prefix) => {
        const args = perimeterArgs({ guard: { proxyImagePrefixes: [prefix] } });
        expect(findingsOf(args)).toEqual(["image-prefix-malformed guard.proxyImagePrefixes[0]"]);
    });
    it.each(["registry.example.com/", "registry.example.com:5000/mesh/proxyv2:", "registry.example.com/mesh/proxyv2@"])(
        "%s is one",
        (prefix) => {
            expect(findingsOf(perimeterArgs({ guard: { proxyImagePrefixes: [prefix] } }))).toEqual([]);
        },
    );
    it("are at least one where they are written", () => {
        expect(findingsOf(perimeterArgs({ guard: { proxyImagePrefixes: [] } }))).toEqual([
            "out-of-bounds guard.proxyImagePrefixes",
        ]);
    });
});

describe("a guard that is off", () => {
    it("is reported, and makes nothing", () => {
        const args = perimeterArgs({ guard: { enabled: false } });
        const { findings, layers } = planPerimeter("prod", args);
        expect(findings.map(({ code, severity, path }) => [code, severity, path])).toEqual([
            ["guard-off", "warning", "guard.enabled"],
        ]);
        expect(layers.guard?.resources).toEqual([]);
        expect(layers.fence?.resources).not.toEqual([]);
    });

    it("for one namespace is reported there, and leaves the others guarded", () => {
        const namespaces = [{ name: "billing" }, { name: "shop", guard: false }];
        expect(findingsOf(perimeterArgs({ namespaces }))).toEqual(["namespace-not-guarded namespaces[1].guard"]);
        const { resources } = planGuard("prod", intentOf({ namespaces }));
        expect(namespacesOf(resources[0]?.inputs as Policy)).toEqual(["billing"]);
    });

    it("for every namespace makes nothing", () => {
        const namespaces = [
            { name: "billing", guard: false },
            { name: "shop", guard: false },
        ];
        expect(planGuard("prod", intentOf({ namespaces })).resources).toEqual([]);
    });
});
