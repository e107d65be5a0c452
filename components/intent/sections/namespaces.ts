import { type FencedNamespace, OutboundPolicy } from "../args";
import { type Parsed, refused } from "../finding";
import type { FindingCollector, Located } from "../finding-collector";
import type { FencedNamespaceIntent } from "../intent";
import { dnsLabel } from "../kubernetes-name";

export interface NamespacesReading {
    readonly intent: readonly FencedNamespaceIntent[];
    readonly names: readonly Located<string>[];
}

/** Namespaces that run the mesh and the cluster, or are the perimeter's own: a fence there would fence the fence. */
const RESERVED = ["istio-system", "istio-egress", "kube-system", "kube-public", "kube-node-lease"];

export function readNamespaces(namespaces: readonly FencedNamespace[], findings: FindingCollector): NamespacesReading {
    const names = namespaces.flatMap(({ name }, index): Located<string>[] => {
        const path = `namespaces[${index}].name`;
        const value = findings.take(path, name, fenceable(name));
        return value === undefined ? [] : [{ path, value }];
    });
    namespaces.forEach(({ outbound, networkPolicy, guard }, index) => {
        if (guard === false) {
            findings.warning(
                "namespace-not-guarded",
                `namespaces[${index}].guard`,
                guard,
                "true: else its workloads may leave their sidecars out, and only the network and the firewall hold them",
                "switch it back on once its workloads keep to the rules",
            );
        }
        if (outbound === OutboundPolicy.AllowAny) {
            findings.warning(
                "undeclared-hosts-pass-the-sidecar",
                `namespaces[${index}].outbound`,
                outbound,
                OutboundPolicy.RegistryOnly,
                "switch it back once every host is declared",
            );
        }
        if (networkPolicy === false) {
            findings.warning(
                "namespace-without-network-policy",
                `namespaces[${index}].networkPolicy`,
                networkPolicy,
                "true: a workload that goes around its sidecar meets no wall inside the cluster otherwise",
                "switch it back once nothing in the namespace needs what the policy closes",
            );
        }
    });
    return {
        intent: namespaces
            .map(({ name, outbound, networkPolicy, guard }) => ({
                name,
                outbound: outbound ?? OutboundPolicy.RegistryOnly,
                networkPolicy: networkPolicy ?? true,
                guard: guard ?? true,
            }))
            .sort((a, b) => (a.name < b.name ? -1 : 1)),
        names,
    };
}

function fenceable(name: string): Parsed<string> {
    return RESERVED.includes(name)
        ? refused("namespace-reserved", "a namespace of workloads", "leave the system namespaces out")
        : dnsLabel(name);
}
