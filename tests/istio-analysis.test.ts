import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type PerimeterPlan, planPerimeter } from "../components/perimeter-plan";
import type { KubernetesObject } from "../components/resources/planned";
import { withPlaceholders } from "../components/testing/placeholders";
import { Istioctl, unexplained } from "./support/istioctl";

const ROOT = new URL("..", import.meta.url).pathname;
const STACKS = ["local", "dev", "staging", "prod"];

let istioctl: Istioctl;

beforeAll(async () => {
    istioctl = await Istioctl.open();
}, 60_000);

afterAll(() => istioctl?.dispose());

describe.each(STACKS)("the mesh objects of Pulumi.%s.yaml", (stack) => {
    const objects = istioObjects(planOf(stack));

    it("are some", () => {
        expect(objects.length).toBeGreaterThan(5);
    });
    it("are valid to the real istioctl", async () => {
        expect(await istioctl.validate(objects)).toBe("");
    }, 60_000);
    it("are sound to its analysers", async () => {
        expect(unexplained(await istioctl.analyze(objects))).toEqual([]);
    }, 60_000);
});

describe("the analysers", () => {
    const objects = istioObjects(planOf("local"));
    const without = (kind: string) => objects.filter((object) => object.kind !== kind);

    it("miss a gateway that a route is bound to", async () => {
        const messages = unexplained(await istioctl.analyze(without("Gateway")));
        expect(messages.join("\n")).toContain("IST0101");
    }, 60_000);

    it("and the validator refuse a route without hosts", async () => {
        const route = objects.find(({ kind }) => kind === "VirtualService");
        const broken = { ...route, spec: { ...(route?.spec as object), hosts: [] } };
        expect(await istioctl.validate([broken])).toContain(`VirtualService/istio-egress/${route?.metadata.name}`);
        const messages = await istioctl.analyze([broken]);
        expect(messages.map(({ code, level }) => [code, level])).toContainEqual(["IST0106", "Error"]);
    }, 60_000);

    it("are excused only where they say what is listed as benign", () => {
        const stranger = { code: "IST0000", level: "Info", message: "something new", origin: "Pod p.n" };
        expect(unexplained([stranger])).toEqual(["Info IST0000 Pod p.n: something new"]);
    });

    it("are not excused about what callers see: there, addresses tell bytes apart", () => {
        const about = {
            code: "IST0134",
            level: "Warning",
            message: "ServiceEntry addresses are required for this protocol.",
        };
        expect(unexplained([{ ...about, origin: "ServiceEntry istio-egress/prod-feed" }])).toEqual([]);
        expect(unexplained([{ ...about, origin: "ServiceEntry istio-system/prod-feed" }])).toHaveLength(1);
    });
});

function planOf(stack: string): PerimeterPlan {
    const { config } = parse(readFileSync(join(ROOT, `Pulumi.${stack}.yaml`), "utf8"));
    const perimeter = config["asm-egress:perimeter"];
    return planPerimeter(stack, { ...perimeter, mesh: { ...perimeter.mesh, kubeconfig: "secret" } });
}

function istioObjects({ layers }: PerimeterPlan): KubernetesObject[] {
    return Object.values(layers)
        .flatMap(({ resources }) => resources)
        .filter(({ type }) => /^kubernetes:[a-z]+\.istio\.io\//.test(type))
        .map(({ inputs }) => withPlaceholders(inputs) as KubernetesObject);
}
