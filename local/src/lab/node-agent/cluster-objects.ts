import type { ApiClient } from "../../kubernetes/api-client";
import { ApiError } from "../../kubernetes/api-error";
import type { KubernetesObject } from "../../kubernetes/object";
import type { LabNode } from "./scheduling";

const FIELD_MANAGER = "asm-egress-lab";

/** The objects around Pods that controllers of a cluster and of ASM would make. */
export class ClusterObjects {
    constructor(private readonly client: ApiClient) {}

    /** One that is there stays as it is: fenced namespaces have labels that the guard keeps. */
    async ensureNamespace(name: string, labels: Readonly<Record<string, string>> = {}): Promise<void> {
        const path = `/api/v1/namespaces/${name}`;
        const isThere = (await this.client.find(path)) !== undefined;
        if (!isThere || Object.keys(labels).length > 0) {
            await this.apply(path, { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } });
        }
    }

    async namespaceLabels(name: string): Promise<Readonly<Record<string, string>>> {
        return (await this.client.get(`/api/v1/namespaces/${name}`)).metadata.labels ?? {};
    }

    /** What a kubelet registers: istiod reads where a Pod is from its Node's labels. */
    async ensureNode({ name, labels, taints }: LabNode): Promise<void> {
        await this.apply(`/api/v1/nodes/${name}`, {
            apiVersion: "v1",
            kind: "Node",
            metadata: { name, labels },
            spec: { taints },
        });
    }

    async ensureServiceAccount(namespace: string, name: string): Promise<void> {
        await this.apply(`/api/v1/namespaces/${namespace}/serviceaccounts/${name}`, {
            apiVersion: "v1",
            kind: "ServiceAccount",
            metadata: { name, namespace },
        });
    }

    /** Without it istiod gives a gateway no client certificate, and remembers that for a while. */
    async letReadSecrets(namespace: string, serviceAccount: string): Promise<void> {
        const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
        const metadata = { name: `${serviceAccount}-secrets`, namespace };
        await this.apply(`${rbac}/roles/${metadata.name}`, {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "Role",
            metadata,
            rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "watch", "list"] }],
        });
        await this.apply(`${rbac}/rolebindings/${metadata.name}`, {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "RoleBinding",
            metadata,
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: metadata.name },
            subjects: [{ kind: "ServiceAccount", name: serviceAccount, namespace }],
        });
    }

    async ensureService(namespace: string, name: string, app: string, port: ServicePort): Promise<void> {
        await this.apply(`/api/v1/namespaces/${namespace}/services/${name}`, {
            apiVersion: "v1",
            kind: "Service",
            metadata: { name, namespace },
            spec: { selector: { app }, ports: [port] },
        });
    }

    /** What the endpoint slice controller would write for a Service. */
    async writeEndpoints(namespace: string, service: string, addresses: readonly string[]): Promise<void> {
        const found = await this.client.find(`/api/v1/namespaces/${namespace}/services/${service}`);
        const { ports = [] } = (found?.spec ?? {}) as { ports?: readonly (ServicePort & { targetPort?: number })[] };
        const name = `${service}-lab`;
        await this.apply(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices/${name}`, {
            apiVersion: "discovery.k8s.io/v1",
            kind: "EndpointSlice",
            metadata: { name, namespace, labels: { "kubernetes.io/service-name": service } },
            addressType: "IPv4",
            endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
            ports: ports.map(({ name: portName, port, targetPort = port, protocol }) => ({
                name: portName,
                port: targetPort,
                protocol,
            })),
        });
    }

    /** Answers why the API server refuses the Pod, or nothing. */
    async createPod(pod: KubernetesObject, { dryRun = false } = {}): Promise<string | undefined> {
        const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods${dryRun ? "?dryRun=All" : ""}`;
        try {
            await this.client.create(path, pod);
            return undefined;
        } catch (error) {
            if (error instanceof ApiError && (error.status === 403 || error.status === 422)) {
                return error.message;
            }
            throw error;
        }
    }

    async bind(namespace: string, name: string, node: string): Promise<void> {
        await this.client.create(`/api/v1/namespaces/${namespace}/pods/${name}/binding`, {
            apiVersion: "v1",
            kind: "Binding",
            metadata: { name, namespace },
            target: { apiVersion: "v1", kind: "Node", name: node },
        });
    }

    async writeStatus({ metadata: { namespace, name } }: KubernetesObject, running: RunningStatus): Promise<void> {
        const { address, hostAddress, ready } = running;
        const status = ready ? "True" : "False";
        await this.client.mergePatch(`/api/v1/namespaces/${namespace}/pods/${name}/status`, {
            status: {
                phase: "Running",
                podIP: address,
                podIPs: [{ ip: address }],
                hostIP: hostAddress,
                conditions: ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map((type) => ({
                    type,
                    status,
                })),
            },
        });
    }

    /** At once, as where a node has gone. */
    async deletePod(namespace: string, name: string): Promise<void> {
        await this.client.json({
            method: "DELETE",
            path: `/api/v1/namespaces/${namespace}/pods/${name}`,
            body: { apiVersion: "v1", kind: "DeleteOptions", gracePeriodSeconds: 0 },
        });
    }

    private async apply(path: string, object: object): Promise<void> {
        await this.client.apply(path, object, { fieldManager: FIELD_MANAGER, force: true });
    }
}

interface ServicePort {
    readonly name?: string;
    readonly port: number;
    readonly protocol?: string;
}

interface RunningStatus {
    readonly address: string;
    readonly hostAddress: string;
    readonly ready: boolean;
}
