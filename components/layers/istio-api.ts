import type { MeshIntent } from "../intent/intent";
import { supports } from "../intent/mesh-features";
import { type KubernetesObject, kubernetesResource, type PlannedResource } from "../resources/planned";

/** API versions of Istio before they became `v1` in 1.22; what the objects say is the same in both. */
const BEFORE_V1: Readonly<Record<string, string>> = {
    "networking.istio.io/v1": "networking.istio.io/v1beta1",
    "security.istio.io/v1": "security.istio.io/v1beta1",
    "telemetry.istio.io/v1": "telemetry.istio.io/v1alpha1",
};

/** A layer's objects in the API versions that the mesh serves: plans write `v1`, and nothing else knows versions. */
export function servedBy(
    { version }: Pick<MeshIntent, "version">,
    resources: readonly PlannedResource[],
): readonly PlannedResource[] {
    return supports(version, "istioV1") ? resources : resources.map(beforeV1);
}

function beforeV1(resource: PlannedResource): PlannedResource {
    const object = resource.inputs as KubernetesObject;
    const apiVersion = BEFORE_V1[object.apiVersion] ?? object.apiVersion;
    const { type, inputs } = kubernetesResource(resource.role, { ...object, apiVersion });
    return { ...resource, type, inputs };
}
