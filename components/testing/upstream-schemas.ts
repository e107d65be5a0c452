import * as networking from "@kubernetes-models/istio/networking.istio.io/v1";
import * as security from "@kubernetes-models/istio/security.istio.io/v1";
import * as admission from "kubernetes-models/admissionregistration.k8s.io/v1";
import * as core from "kubernetes-models/v1";
import type { KubernetesObject, PlannedResource } from "../resources/planned";
import { withPlaceholders } from "./placeholders";

interface Model {
    validate(): void;
}

type ModelClass = new (data: never) => Model;

const MODELS: Record<string, ModelClass> = {
    "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy": admission.ValidatingAdmissionPolicy,
    "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding": admission.ValidatingAdmissionPolicyBinding,
    "networking.istio.io/v1/DestinationRule": networking.DestinationRule,
    "networking.istio.io/v1/Gateway": networking.Gateway,
    "networking.istio.io/v1/ServiceEntry": networking.ServiceEntry,
    "networking.istio.io/v1/Sidecar": networking.Sidecar,
    "networking.istio.io/v1/VirtualService": networking.VirtualService,
    "security.istio.io/v1/AuthorizationPolicy": security.AuthorizationPolicy,
    "v1/Namespace": core.Namespace,
};

/** Throws where an object breaks upstream's own schema; kinds that upstream does not know throw too. */
export function validateUpstream({ inputs }: PlannedResource): void {
    const object = inputs as KubernetesObject;
    const kind = `${object.apiVersion}/${object.kind}`;
    const model = MODELS[kind];
    if (model === undefined) {
        throw new Error(`${kind} has no upstream schema here`);
    }
    new model(withPlaceholders(object) as never).validate();
}

/** Throws where parts of a Pod's spec, as another kind of object carries them, break upstream's own schema. */
export function validateUpstreamPodSpec(parts: object): void {
    const spec = { containers: [{ name: "proxy" }], ...parts };
    new core.Pod({ metadata: { name: "pod" }, spec } as never).validate();
}
