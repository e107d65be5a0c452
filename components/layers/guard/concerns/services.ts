import { type Concern, celList, type Named, SPEC_CHANGES } from "../concern";

/** Services that are another name for something outside. */
export function services(): Concern {
    return {
        name: "services",
        resources: [
            { apiGroups: [""], apiVersions: ["v1"], resources: ["services"], operations: ["CREATE", "UPDATE"] },
        ],
        conditions: [SPEC_CHANGES],
        rules: [
            {
                expression: 'object.spec.?type.orValue("") != "ExternalName"',
                message: "a Service of type ExternalName is refused in a fenced namespace: declare an external service",
                why: "It gives an undeclared host a name inside the cluster.",
            },
            {
                expression: "object.spec.?externalIPs.orValue([]).size() == 0",
                message: "externalIPs are refused in a fenced namespace: use a load balancer for what comes in",
                why: "Every node sends traffic to these addresses to the Service's Pods.",
            },
        ],
    };
}

/** Their addresses are those of Pods and nodes; the API server's own Service has the API server's. */
const NOT_OF_A_CONTROLLER: Named = {
    name: "not-of-a-controller",
    expression: `!(request.userInfo.username in ${celList([
        "system:apiserver",
        "system:kube-controller-manager",
        "system:serviceaccount:kube-system:endpoint-controller",
        "system:serviceaccount:kube-system:endpointslice-controller",
    ])})`,
};

const WHY =
    "The mesh takes the addresses behind a Service for the cluster's own, so that even REGISTRY_ONLY lets them pass.";
const MESSAGE =
    "an address behind a Service is outside the cluster's node and pod ranges: declare an external service instead";

/** A Service without a selector goes to whatever addresses somebody writes. `inside` are the ranges of nodes and Pods. */
export function endpointSlices(inside: readonly string[]): Concern {
    return {
        name: "endpoint-slices",
        resources: [
            {
                apiGroups: ["discovery.k8s.io"],
                apiVersions: ["v1"],
                resources: ["endpointslices"],
                operations: ["CREATE", "UPDATE"],
            },
        ],
        conditions: [NOT_OF_A_CONTROLLER],
        variables: [{ name: "inside", expression: celList(inside) }],
        rules: [
            {
                expression: `object.?endpoints.orValue([]).all(e, e.addresses.all(a, ${isInside("a")}))`,
                message: MESSAGE,
                why: WHY,
            },
        ],
    };
}

/** The older kind, which a controller of the cluster copies into the newer one. */
export function endpoints(inside: readonly string[]): Concern {
    const within = (field: string) => `s.?${field}.orValue([]).all(a, ${isInside("a.ip")})`;
    return {
        name: "endpoints",
        resources: [
            { apiGroups: [""], apiVersions: ["v1"], resources: ["endpoints"], operations: ["CREATE", "UPDATE"] },
        ],
        conditions: [NOT_OF_A_CONTROLLER],
        variables: [{ name: "inside", expression: celList(inside) }],
        rules: [
            {
                expression: `object.?subsets.orValue([]).all(s, ${within("addresses")} && ${within("notReadyAddresses")})`,
                message: MESSAGE,
                why: WHY,
            },
        ],
    };
}

function isInside(address: string): string {
    return `isIP(${address}) && variables.inside.exists(own, cidr(own).containsIP(${address}))`;
}
