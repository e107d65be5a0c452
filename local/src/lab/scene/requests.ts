import type { WorkloadRequest } from "../node-agent/workload-pod";
import type { Scenario } from "../scenario/scenario";

/** Pods of a scenario: servers first, since others ask them. */
export function requestsOf({ services, workloads }: Scenario): WorkloadRequest[] {
    return [
        ...services.map(
            ({ name, namespace, port, sidecar, labels }): WorkloadRequest => ({
                name,
                namespace,
                serviceAccount: "default",
                labels,
                sidecar,
                hostNetwork: false,
                service: { name, port },
            }),
        ),
        ...workloads.map(
            ({ name, namespace, serviceAccount, labels, annotations, sidecar, hostNetwork, podSpec, node }) => ({
                name,
                namespace,
                serviceAccount,
                labels,
                annotations,
                sidecar,
                hostNetwork,
                podSpec,
                // A worker is what everybody gets who asks for nothing.
                node: node === "gateway" ? node : undefined,
            }),
        ),
    ];
}
