import { expect, it } from "vitest";
import { type WorkloadRequest, workloadPod } from "./workload-pod";

const request: WorkloadRequest = {
    ...{ name: "payments", namespace: "billing", serviceAccount: "payments", sidecar: true, hostNetwork: false },
};

it("a workload is an ordinary Pod of its service account", () => {
    expect(workloadPod(request)).toEqual({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "payments", namespace: "billing", labels: { app: "payments" } },
        spec: {
            serviceAccountName: "payments",
            containers: [{ name: "app", image: "registry.example.com/app:1" }],
        },
    });
});

it("whether it asks for the sidecar does not show in what its author writes", () => {
    expect(workloadPod({ ...request, sidecar: false })).toEqual(workloadPod(request));
});

it("labels and annotations are added, and its own `app` wins", () => {
    const { metadata } = workloadPod({ ...request, labels: { app: "other", tier: "a" }, annotations: { note: "b" } });
    expect(metadata).toMatchObject({ labels: { app: "other", tier: "a" }, annotations: { note: "b" } });
});

it("a Pod on the host network still asks the cluster's resolver, and another one says neither", () => {
    expect(workloadPod({ ...request, hostNetwork: true }).spec).toMatchObject({
        hostNetwork: true,
        dnsPolicy: "ClusterFirstWithHostNet",
    });
    expect(workloadPod(request).spec).not.toHaveProperty("hostNetwork");
});

it("a hostile spec replaces what an ordinary one would say", () => {
    const podSpec = { serviceAccountName: "admin", containers: [], nodeName: "node-1" };
    expect(workloadPod({ ...request, podSpec }).spec).toEqual(podSpec);
});
