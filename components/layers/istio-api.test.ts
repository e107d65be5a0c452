import { describe, expect, it } from "vitest";
import { planPerimeter } from "../perimeter-plan";
import { type KubernetesObject, kubernetesResource } from "../resources/planned";
import { intentOf } from "../testing/intent";
import { perimeterArgs } from "../testing/perimeter-args";
import { validateUpstream } from "../testing/upstream-schemas";
import { servedBy } from "./istio-api";

function planned(version: string) {
    const { layers, findings } = planPerimeter("prod", perimeterArgs({ mesh: { ...perimeterArgs().mesh, version } }));
    expect(findings).toEqual([]);
    return Object.values(layers)
        .flatMap(({ resources }) => resources)
        .filter(({ type }) => /[.]istio[.]io\//.test(type));
}

function withoutVersion({ role, inputs }: { role: string; inputs: object }) {
    const { apiVersion, ...rest } = inputs as KubernetesObject;
    return { role, group: apiVersion.split("/")[0], ...rest };
}

describe("the API versions of Istio's objects", () => {
    it("are v1 in a mesh from 1.22 on, in every layer", () => {
        const resources = planned("1.22.6.10");
        expect(resources.length).toBeGreaterThan(10);
        expect(resources.filter(({ type }) => !type.includes("/v1:"))).toEqual([]);
    });

    it("are v1beta1 before (v1alpha1 of telemetry), in type and object alike, and all else is the same", () => {
        const older = planned("v1.21.6.103-g5ddeaef7-aliyun");
        for (const { type, inputs } of older) {
            const { apiVersion, kind } = inputs as KubernetesObject;
            expect(apiVersion).toMatch(
                /^((networking|security)[.]istio[.]io\/v1beta1|telemetry[.]istio[.]io\/v1alpha1)$/,
            );
            expect(type).toBe(`kubernetes:${apiVersion}:${kind}`);
        }
        expect(older.map(withoutVersion)).toEqual(planned("1.25.6.80").map(withoutVersion));
        expect(older.map(({ after }) => after)).toEqual(planned("1.25.6.80").map(({ after }) => after));
        older.forEach(validateUpstream);
    });

    it("of telemetry are v1alpha1 before, and kinds of others are left alone", () => {
        const mesh = intentOf({ mesh: { ...perimeterArgs().mesh, version: "1.21.6" } }).mesh;
        const object = (apiVersion: string) =>
            kubernetesResource("a", { apiVersion, kind: "K", metadata: { name: "a" } });
        const types = ["telemetry.istio.io/v1", "v1", "istio.alibabacloud.com/v1beta1"].map(object);
        expect(servedBy(mesh, types).map(({ type }) => type)).toEqual([
            "kubernetes:telemetry.istio.io/v1alpha1:K",
            "kubernetes:v1:K",
            "kubernetes:istio.alibabacloud.com/v1beta1:K",
        ]);
    });
});
