import { describe, expect, it } from "vitest";
import type { ExternalService } from "../../intent/args";
import type { KubernetesObject } from "../../resources/planned";
import { EVERY_MODE, ON_NEW_MESHES } from "../../testing/every-mode";
import { intentOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { comesAfter } from "../../testing/planned";
import { EGRESS_NAMESPACE } from "../gateway-identity";
import { planRoutes } from "./plan";

const { mesh } = perimeterArgs();

describe("the perimeter's namespace", () => {
    it.each<[string, readonly ExternalService[]]>([
        ["every mode at once", [...EVERY_MODE, ...ON_NEW_MESHES]],
        ...EVERY_MODE.map((service) => [service.name, [service]] as [string, readonly ExternalService[]]),
    ])("is there before anything that lies in it: %s", (_, externalServices) => {
        const intent = intentOf({ mesh: { ...mesh, version: "1.31" }, externalServices: [...externalServices] });
        const plan = planRoutes("prod", intent);
        const inIt = plan.resources.filter(
            ({ inputs }) => (inputs as KubernetesObject).metadata.namespace === EGRESS_NAMESPACE,
        );
        expect(inIt.length).toBeGreaterThan(0);
        const early = inIt.filter(({ role }) => !comesAfter(plan, role).has("namespace"));
        expect(early.map(({ role }) => role)).toEqual([]);
    });
});
