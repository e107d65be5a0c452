import * as path from "node:path";
import type { Account } from "../../alicloud/account/account";
import { GATEWAY_NAMESPACE, type IstioGateway, serviceName } from "../../controllers/gateway-service";
import { ISTIO_GATEWAYS } from "../../controllers/istio-gateway";
import { POD_NETWORKINGS } from "../../controllers/pod-networking";
import type { ApiClient } from "../../kubernetes/api-client";
import type { KubernetesObject } from "../../kubernetes/object";
import { captureOf } from "../mesh/capture";
import { ISTIOD_NAME } from "../mesh/istiod";
import { runInNamespace } from "../mesh/lab-process";
import { MeshProxy, type ProxyTools } from "../mesh/proxy";
import { proxyIdentity } from "../mesh/proxy-identity";
import type { Machine, MachineRole } from "../network/machine";
import { freeAddress, podNetworkOf, rangeInZone } from "./addresses";
import { ClusterObjects } from "./cluster-objects";
import { gatewayPods } from "./gateway-pod";
import type { Injection } from "./injection";
import { nodesOf } from "./nodes";
import { type LabNode, place, type SchedulingSpec } from "./scheduling";
import { type WorkloadRequest, workloadPod } from "./workload-pod";

export interface NodeAgentOptions {
    /** An administrator's: the agent plays the kubelet, Terway and ASM's controller at once. */
    readonly client: ApiClient;
    readonly account: () => Account;
    readonly attach: (machine: Machine) => Promise<string>;
    readonly detach: (machine: string) => Promise<void>;
    /** Told of every machine before any proxy starts: until the network knows them, nothing of theirs passes. */
    readonly onMachines: (machines: readonly MachineRole[]) => Promise<void>;
    readonly injection: Injection;
    readonly tools: ProxyTools;
    readonly istiodAddress: string;
    readonly nameserver: string;
    /** Authority that every machine's system bundle holds. */
    readonly caPem: string;
    readonly trustDomain?: string | undefined;
    /** Where ordinary nodes and Pods have their addresses. */
    readonly ranges: { readonly nodes: string; readonly pods: string };
    readonly folder: string;
    readonly say?: (text: string) => void;
}

/** What the API server said to a Pod. */
type Admission = { readonly allowed: true } | { readonly allowed: false; readonly message: string };

export interface RunningPod {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly admission: Admission;
    /** Why it runs nowhere, although it was admitted. */
    readonly pending?: string;
    readonly address?: string;
    /** For `ip netns exec`. */
    readonly machine?: string;
    readonly node?: string;
    readonly proxy?: MeshProxy;
    /** Of an IstioGateway. */
    readonly gateway?: string;
    /** Folder of its proxy. */
    readonly folder?: string;
}

interface Wanted {
    readonly key: string;
    readonly pod: KubernetesObject;
    readonly gateway?: string;
    readonly request?: WorkloadRequest;
}

type Spec = SchedulingSpec & { readonly hostNetwork?: boolean; readonly serviceAccountName?: string };

const WORKER_NODES = 2;
const STARTED_AT_A_TIME = 3;
const SYSTEM_BUNDLE = "ssl/certs/ca-certificates.crt";

/**
 * Plays what makes Pods of objects in a real cluster: ASM's controller for gateways, the scheduler, Terway, the kubelet and
 * the controller of endpoint slices. Whatever it is not told to run is left alone.
 */
export class NodeAgent {
    private readonly cluster: ClusterObjects;
    private readonly running = new Map<string, RunningPod>();
    private readonly roles = new Map<string, MachineRole>();
    private nodes: (LabNode & { readonly machine: string })[] = [];

    constructor(private readonly options: NodeAgentOptions) {
        this.cluster = new ClusterObjects(options.client);
    }

    /** Makes what the objects and the requests want, and removes what they want no more; answers when all of it is ready. */
    async sync(workloads: readonly WorkloadRequest[]): Promise<readonly RunningPod[]> {
        await this.attachNodes();
        const wanted = [...(await this.gatewayReplicas()), ...workloads.map(wantedWorkload)];
        for (const [key, pod] of this.running) {
            if (!wanted.some((one) => one.key === key)) {
                await this.remove(key, pod);
            }
        }
        await this.ensureSurroundings(wanted);
        const fresh = wanted.filter(({ key }) => this.running.get(key)?.address === undefined);
        const placed: { wanted: Wanted; pod: KubernetesObject; address: string; node: LabNode }[] = [];
        for (const [one, pod] of await this.injected(fresh)) {
            const where = await this.admit(one, pod);
            if (where !== undefined) {
                placed.push({ wanted: one, pod, ...where });
            }
        }
        await this.options.onMachines([...this.roles.values()]);
        await inTurns(placed, STARTED_AT_A_TIME, ({ wanted: { key, gateway }, pod, node }) =>
            this.startProxy(key, pod, node, gateway !== undefined),
        );
        await this.writeEndpoints(workloads);
        return this.pods();
    }

    pods(): readonly RunningPod[] {
        return [...this.running.values()];
    }

    machines(): readonly MachineRole[] {
        return [...this.roles.values()];
    }

    nodeMachine(role: "worker" | "gateway"): { readonly machine: string; readonly address: string } | undefined {
        return this.nodes.find((node) => node.role === role);
    }

    /** Ends a Pod without notice; it is gone from the API server when this answers. */
    async kill(pod: RunningPod): Promise<void> {
        await this.remove(`${pod.namespace}/${pod.name}`, pod);
        await this.options.onMachines([...this.roles.values()]);
        await this.writeEndpoints([]);
    }

    /** Ends every connection that a gateway has with anybody but istiod. */
    async cutConnections(): Promise<void> {
        for (const { machine, address, gateway } of this.pods()) {
            if (gateway !== undefined && machine !== undefined && address !== undefined) {
                const others = ["src", address, "and", "not", "dst", this.options.istiodAddress];
                await runInNamespace(machine, ["ss", "--kill", "--tcp", "state", "established", ...others]);
            }
        }
    }

    async dispose(): Promise<void> {
        await Promise.all(this.pods().map(({ proxy }) => proxy?.dispose()));
        this.running.clear();
    }

    private async attachNodes(): Promise<void> {
        const { account, ranges } = this.options;
        const workers = { count: WORKER_NODES, range: ranges.nodes, securityGroupIds: [] };
        for (const node of nodesOf(account(), workers)) {
            if (this.nodes.some(({ name }) => name === node.name)) {
                continue;
            }
            await this.cluster.ensureNode(node);
            const name = `node-${node.name}`.slice(0, 40);
            this.nodes.push({ ...node, machine: await this.attach(name, node.address) });
            this.roles.set(name, {
                name,
                address: node.address,
                kind: "node",
                securityGroupIds: node.securityGroupIds,
                node: node.name,
            });
        }
    }

    private attach(name: string, address: string): Promise<string> {
        const { istiodAddress, nameserver, caPem } = this.options;
        const hosts = { [ISTIOD_NAME]: istiodAddress };
        return this.options.attach({ name, address, hosts, nameserver, files: { [SYSTEM_BUNDLE]: caPem } });
    }

    private async gatewayReplicas(): Promise<Wanted[]> {
        const { items } = await this.options.client.list(ISTIO_GATEWAYS);
        return items
            .filter(({ metadata }) => metadata.namespace === GATEWAY_NAMESPACE)
            .flatMap((gateway) =>
                gatewayPods(gateway as IstioGateway).map((pod) => ({
                    key: keyOf(pod),
                    pod,
                    gateway: gateway.metadata.name,
                })),
            );
    }

    /** Before any proxy asks for what its account may. */
    private async ensureSurroundings(wanted: readonly Wanted[]): Promise<void> {
        for (const { pod, gateway, request } of wanted) {
            const { namespace = "default" } = pod.metadata;
            const { serviceAccountName = "default" } = (pod.spec ?? {}) as Spec;
            await this.cluster.ensureNamespace(namespace);
            await this.cluster.ensureServiceAccount(namespace, serviceAccountName);
            if (gateway !== undefined) {
                await this.cluster.letReadSecrets(namespace, serviceAccountName);
            }
            if (request?.service !== undefined) {
                const { name, port, http2 = false } = request.service;
                await this.cluster.ensureService(namespace, name, request.name, {
                    name: http2 ? "grpc" : "http",
                    port,
                    protocol: "TCP",
                });
            }
        }
    }

    private async injected(fresh: readonly Wanted[]): Promise<[Wanted, KubernetesObject][]> {
        const toInject = fresh.filter(({ request }) => request?.sidecar === true && !request.hostNetwork);
        const done = await this.options.injection.inject(toInject.map(({ pod }) => pod));
        return fresh.map((one) => [one, done.find((pod) => keyOf(pod) === one.key) ?? one.pod]);
    }

    /** Creates the Pod as its author would and gives it a node, an address and a machine; nothing where it gets none. */
    private async admit({ key, gateway, request }: Wanted, pod: KubernetesObject) {
        const { name, namespace = "default", labels = {} } = pod.metadata;
        const refusal = await this.cluster.createPod(pod);
        const base = { name, namespace, labels, ...(gateway === undefined ? {} : { gateway }) };
        if (refusal !== undefined) {
            this.running.set(key, { ...base, admission: { allowed: false, message: refusal } });
            return undefined;
        }
        const spec = (pod.spec ?? {}) as Spec;
        const where = await this.findPlace(base, spec, request?.node);
        if ("pending" in where) {
            this.running.set(key, { ...base, admission: { allowed: true }, pending: where.pending });
            return undefined;
        }
        const { node, address, securityGroupIds } = where;
        const machineName = machineNameOf(namespace, name);
        const machine = spec.hostNetwork === true ? node.machine : await this.attach(machineName, address);
        if (spec.hostNetwork !== true) {
            this.roles.set(machineName, {
                name: machineName,
                address,
                kind: "pod",
                namespace,
                namespaceLabels: await this.cluster.namespaceLabels(namespace),
                labels,
                securityGroupIds,
                node: node.name,
            });
        }
        await this.cluster.bind(namespace, name, node.name);
        await this.cluster.writeStatus(pod, { address, hostAddress: node.address, ready: false });
        this.running.set(key, { ...base, admission: { allowed: true }, address, machine, node: node.name });
        return { address, node };
    }

    private async findPlace(
        pod: { readonly name: string; readonly namespace: string; readonly labels: Readonly<Record<string, string>> },
        spec: Spec,
        kind: "worker" | "gateway" | undefined,
    ) {
        const { client, account, ranges } = this.options;
        const networkings = (await client.list(POD_NETWORKINGS)).items;
        const network = podNetworkOf(
            {
                labels: pod.labels,
                namespaceLabels: await this.cluster.namespaceLabels(pod.namespace),
                hostNetwork: spec.hostNetwork === true,
            },
            networkings,
        );
        const zones = network?.vswitchIds.flatMap((id) => account().vswitches[id]?.zoneId ?? []);
        const placed = this.pods().flatMap(({ namespace, labels, node }) =>
            node === undefined ? [] : [{ namespace, labels, node }],
        );
        const candidates = this.nodes.filter(({ role }) => kind === undefined || role === kind);
        const found = place({ ...pod, spec }, candidates, placed, zones);
        if ("pending" in found) {
            return found;
        }
        const node = this.nodes.find(({ name }) => name === found.node.name) ?? { ...found.node, machine: "" };
        if (spec.hostNetwork === true) {
            return { node, address: node.address, securityGroupIds: node.securityGroupIds };
        }
        const range = network && rangeInZone(account(), network.vswitchIds, node.zone);
        const machines = [...this.roles.values()].map(({ address }) => address);
        const taken = new Set([this.options.nameserver, this.options.istiodAddress, ...machines]);
        return {
            node,
            address: freeAddress(range ?? ranges.pods, taken),
            securityGroupIds: network?.securityGroupIds ?? [],
        };
    }

    private async startProxy(key: string, pod: KubernetesObject, node: LabNode, isGateway: boolean): Promise<void> {
        const known = this.running.get(key);
        if (known?.machine === undefined || known.address === undefined) {
            return;
        }
        const { name, namespace, labels, address } = known;
        const { serviceAccountName: serviceAccount = "default" } = (pod.spec ?? {}) as Spec;
        const capture = isGateway ? undefined : captureOf(pod);
        if (isGateway || capture !== undefined) {
            const { client, tools, trustDomain } = this.options;
            const folder = path.join(this.options.folder, machineNameOf(namespace, name));
            const proxy = await MeshProxy.start({
                role: isGateway ? "router" : "sidecar",
                namespace: known.machine,
                tools,
                folder,
                pod: { name, namespace, serviceAccount, address, labels, workload: labels.app ?? name },
                identity: await proxyIdentity(client, namespace, serviceAccount),
                ...(trustDomain === undefined ? {} : { trustDomain }),
                ...(capture === undefined ? {} : { capture }),
            });
            this.running.set(key, { ...known, proxy, folder });
            this.options.say?.(`${namespace}/${name} ready`);
        }
        await this.cluster.writeStatus(pod, { address, hostAddress: node.address, ready: true });
    }

    private async writeEndpoints(workloads: readonly WorkloadRequest[]): Promise<void> {
        const ready = this.pods().filter(({ address }) => address !== undefined);
        const gateways = new Set(this.pods().flatMap(({ gateway }) => gateway ?? []));
        for (const gateway of gateways) {
            const addresses = ready.filter((pod) => pod.gateway === gateway).flatMap(({ address }) => address ?? []);
            await this.cluster.writeEndpoints(GATEWAY_NAMESPACE, serviceName(gateway), addresses);
        }
        for (const { namespace, name, service } of workloads) {
            if (service !== undefined) {
                const addresses = ready
                    .filter((pod) => pod.namespace === namespace && pod.name === name)
                    .flatMap(({ address }) => address ?? []);
                await this.cluster.writeEndpoints(namespace, service.name, addresses);
            }
        }
    }

    private async remove(key: string, pod: RunningPod): Promise<void> {
        await pod.proxy?.dispose();
        if (pod.admission.allowed) {
            await this.cluster.deletePod(pod.namespace, pod.name);
        }
        const machine = machineNameOf(pod.namespace, pod.name);
        if (this.roles.delete(machine)) {
            await this.options.detach(machine);
        }
        this.running.delete(key);
    }
}

function wantedWorkload(request: WorkloadRequest): Wanted {
    const pod = workloadPod(request);
    return { key: keyOf(pod), pod, request };
}

function keyOf({ metadata }: KubernetesObject): string {
    return `${metadata.namespace}/${metadata.name}`;
}

/** Of an interface in the lab: short, so a long name loses its middle. */
function machineNameOf(namespace: string, name: string): string {
    const whole = `pod-${namespace}-${name}`;
    return whole.length <= 40 ? whole : `${whole.slice(0, 20)}${whole.slice(-20)}`;
}

async function inTurns<T>(items: readonly T[], atATime: number, action: (item: T) => Promise<void>): Promise<void> {
    const rest = [...items];
    const worker = async () => {
        for (let item = rest.shift(); item !== undefined; item = rest.shift()) {
            await action(item);
        }
    };
    await Promise.all(Array.from({ length: atATime }, worker));
}
