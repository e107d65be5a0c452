import { type Concern, PODS, SPEC_CHANGES } from "../concern";
import { containerVariables, PROXY_ID, UNLESS_INJECTED } from "../containers";

/** Source: Istio, istio-iptables: traffic of the proxy's uid and gid is returned, else the proxy would capture itself. */
export function proxyIdentity(images: readonly string[]): Concern {
    const why = "The capture lets the uid and the gid of the proxy pass.";
    return {
        name: "proxy-identity",
        resources: PODS,
        conditions: [SPEC_CHANGES],
        variables: containerVariables(images),
        rules: [
            {
                expression: ["runAsUser", "runAsGroup", "fsGroup"]
                    .map((field) => `object.spec.?securityContext.?${field}.orValue(0) != ${PROXY_ID}`)
                    .concat(`!(${PROXY_ID} in object.spec.?securityContext.?supplementalGroups.orValue([]))`)
                    .join(" && "),
                message: `the Pod's securityContext uses ${PROXY_ID}, the uid and gid of the sidecar: use another one`,
                why,
            },
            {
                expression: `variables.tenant.all(c, ${["runAsUser", "runAsGroup"]
                    .map((field) => `c.?securityContext.?${field}.orValue(0) != ${PROXY_ID}`)
                    .join(" && ")})`,
                message: `a container runs as ${PROXY_ID}, the uid and gid of the sidecar: use another one, ${UNLESS_INJECTED}`,
                why,
            },
        ],
    };
}
