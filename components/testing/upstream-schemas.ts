import * as networking from "@kubernetes-models/istio/networking.istio.io/v1";
import * as networkingV1beta1 from "@kubernetes-models/istio/networking.istio.io/v1beta1";
import * as security from "@kubernetes-models/istio/security.istio.io/v1";
import * as securityV1beta1 from "@kubernetes-models/istio/security.istio.io/v1beta1";
import * as telemetry from "@kubernetes-models/istio/telemetry.istio.io/v1";
import * as telemetryV1alpha1 from "@kubernetes-models/istio/telemetry.istio.io/v1alpha1";
import * as admission from "kubernetes-models/admissionregistration.k8s.io/v1";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1";
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
    "networking.istio.io/v1beta1/DestinationRule": networkingV1beta1.DestinationRule,
    "networking.istio.io/v1beta1/Gateway": networkingV1beta1.Gateway,
    "networking.istio.io/v1beta1/ServiceEntry": networkingV1beta1.ServiceEntry,
    "networking.istio.io/v1beta1/Sidecar": networkingV1beta1.Sidecar,
    "networking.istio.io/v1beta1/VirtualService": networkingV1beta1.VirtualService,
    "security.istio.io/v1/AuthorizationPolicy": security.AuthorizationPolicy,
    "security.istio.io/v1/RequestAuthentication": security.RequestAuthentication,
    "security.istio.io/v1beta1/AuthorizationPolicy": securityV1beta1.AuthorizationPolicy,
    "security.istio.io/v1beta1/RequestAuthentication": securityV1beta1.RequestAuthentication,
    "networking.k8s.io/v1/NetworkPolicy": NetworkPolicy,
    "telemetry.istio.io/v1/Telemetry": telemetry.Telemetry,
    "telemetry.istio.io/v1alpha1/Telemetry": telemetryV1alpha1.Telemetry,
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
