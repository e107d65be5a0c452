import { type Intent, regionOf } from "../../intent/intent";
import { kubernetesResource, type PlannedResource } from "../../resources/planned";
import { gatewayNodeMark } from "../gateway-identity";
import { metadataOf, podNetworkingName } from "../metadata";
import type { LayerPlan } from "../plan";
import type { Concern } from "./concern";
import { addresses } from "./concerns/addresses";
import { gatewayLabel, gatewayNodes } from "./concerns/gateway-place";
import { interception } from "./concerns/interception";
import { namespaceInjection } from "./concerns/namespaces";
import { privileges } from "./concerns/privileges";
import { proxyAccess } from "./concerns/proxy-access";
import { proxyIdentity } from "./concerns/proxy-identity";
import { endpointSlices, endpoints, services } from "./concerns/services";
import { sidecar } from "./concerns/sidecar";

export type GuardLayerIntent = Pick<Intent, "cluster" | "gateway" | "namespaces" | "guard">;

/**
 * Admission policies of the ACK API server for the guarded namespaces, one a concern, each with its binding. Nothing runs
 * for them: they are CEL in the API server itself. They go by namespace and not by user, because a tenant's Pods are made
 * by controllers.
 *
 * The layers below hold without them. Refers to the given value `vswitches.list`.
 *
 * Source: Kubernetes, "Validating Admission Policy".
 */
export function planGuard(name: string, intent: GuardLayerIntent): LayerPlan {
    const guarded = intent.namespaces.filter(({ guard }) => guard && intent.guard.enabled).map((one) => one.name);
    const resources =
        guarded.length === 0
            ? []
            : guardConcerns(name, intent).flatMap((concern) => planConcern(name, guarded, concern));
    return { resources, findings: [] };
}

/** Everything that is refused, and why. */
export function guardConcerns(name: string, { cluster, gateway, guard }: GuardLayerIntent): Concern[] {
    const images = guard.proxyImagePrefixes ?? asmImages(regionOf(gateway.subnets[0]?.zoneId ?? ""));
    const hosts = [...cluster.nodeCidrs, ...cluster.podCidrs].map(String);
    const inside = [...hosts, String(cluster.serviceCidr)];
    const { key } = gatewayNodeMark(gateway);
    return [
        interception(inside),
        sidecar(images, inside),
        proxyIdentity(images),
        privileges(images),
        gatewayNodes(key),
        gatewayLabel(key),
        addresses(podNetworkingName(name)),
        proxyAccess(),
        services(),
        endpointSlices(hosts),
        endpoints(hosts),
        namespaceInjection(),
    ];
}

/** Where ASM's injector takes its images from: the region's registry, by its older and newer name, inside the VPC or not. */
function asmImages(region: string): string[] {
    return [
        `registry-vpc.${region}.aliyuncs.com`,
        `registry.${region}.aliyuncs.com`,
        `registry-${region}-vpc.ack.aliyuncs.com`,
        `registry-${region}.ack.aliyuncs.com`,
    ].map((registry) => `${registry}/acs/proxyv2:`);
}

function planConcern(name: string, namespaces: readonly string[], concern: Concern): PlannedResource[] {
    // Cluster-scoped, so that the perimeter's name tells it from another one's.
    const metadata = metadataOf(name, `asm-egress-${name}-${concern.name}`);
    const policy = kubernetesResource(`policy-${concern.name}`, {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingAdmissionPolicy",
        metadata,
        spec: {
            failurePolicy: "Fail",
            matchConstraints: {
                namespaceSelector: {
                    matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: [...namespaces] }],
                },
                resourceRules: concern.resources,
            },
            ...(concern.conditions && { matchConditions: concern.conditions }),
            ...(concern.variables && { variables: concern.variables }),
            validations: concern.rules.map(({ expression, message }) => ({ expression, message })),
        },
    });
    const binding = kubernetesResource(
        `binding-${concern.name}`,
        {
            apiVersion: "admissionregistration.k8s.io/v1",
            kind: "ValidatingAdmissionPolicyBinding",
            metadata,
            spec: { policyName: metadata.name, validationActions: ["Deny"] },
        },
        { after: [policy.role] },
    );
    return [policy, binding];
}
