import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { readFileSync } from "node:fs";
import { Discovery, objectPath } from "../../kubernetes/discovery";
import { ApiError } from "../../kubernetes/api-error";
import type { KubernetesObject } from "../../kubernetes/object";
import { LabAuthority } from "../certificates/lab-authority";
import { LabProgram } from "../lab-program";
import type { ActionOutcome, LabMachine } from "../lab-runner";
import { Istiod } from "../mesh/istiod";
import { providersInAccount, providersOfObjects } from "../mesh/mesh-config";
import type { MeshTools } from "../mesh/mesh-tools";
import { LabNetwork } from "../network/lab-network";
import type { MachineRole } from "../network/machine";
import { ClusterObjects } from "../node-agent/cluster-objects";
import { Injection } from "../node-agent/injection";
import { NodeAgent, type RunningPod } from "../node-agent/node-agent";
import { type WorkloadRequest, workloadPod } from "../node-agent/workload-pod";
import { Outside } from "../outside/outside";
import { namesOf } from "../outside/outside-host";
import { attempt } from "../probe/attempt";
import type { Action } from "../scenario/action";
import type { Layer } from "../scenario/layer";
import { withValues } from "../scenario/placeholders";
import type { Probe } from "../scenario/probe";
import type { Scenario } from "../scenario/scenario";
import { LabTokens } from "../tokens/lab-tokens";
import type { Drop, Evidence } from "../verify/evidence";
import { addForeignNatGateway, addForeignSnatEntries } from "./foreign-exits";
import { type Geometry, geometryOf } from "./geometry";
import { givenObjects } from "./given-objects";
import { deleteFromAccount, deleteFromCluster, objectsOf } from "./layer-removal";
import { probeOf } from "./probe-of";
import { LabStack, type StackOptions } from "./stack";

export interface SceneOptions extends StackOptions {
    readonly tools: MeshTools;
    readonly signal: AbortSignal;
    readonly onStep: (text: string) => void;
}

const APPLICATION_UID = 1000;
const POLICIES = "/apis/networking.k8s.io/v1/networkpolicies";
const EXTENSION_PROVIDERS = "/apis/istio.alibabacloud.com/v1/asmextensionproviders";
const HOLDS_MILLISECONDS = 20_000;
let scenes = 0;

/** The running world of one scenario. What it is made of ends in the reverse of the order in which it began. */
export class Scene {
    private readonly ending: (() => Promise<unknown>)[] = [];
    private readonly tokens = new LabTokens();
    private readonly servers = new Map<string, LabProgram>();
    private geometry!: Geometry;
    private authority!: LabAuthority;
    private stranger!: LabAuthority;
    private stack!: LabStack;
    private network!: LabNetwork;
    private istiod!: Istiod;
    private istiodNamespace = "";
    private outside!: Outside;
    private agent!: NodeAgent;
    private staticRoles: MachineRole[] = [];

    private constructor(
        private readonly scenario: Scenario,
        private readonly options: SceneOptions,
        private readonly folder: string,
    ) {
        this.ending.push(async () => rmSync(folder, { recursive: true, force: true }));
    }

    static async open(scenario: Scenario, options: SceneOptions): Promise<Scene> {
        const scene = new Scene(scenario, options, mkdtempSync(path.join(tmpdir(), "asm-egress-lab-")));
        try {
            await scene.begin();
            return scene;
        } catch (error) {
            await scene.dispose();
            throw error;
        }
    }

    async dispose(): Promise<void> {
        for (let end = this.ending.pop(); end !== undefined; end = this.ending.pop()) {
            await end().catch(() => undefined);
        }
    }

    private async begin(): Promise<void> {
        const { scenario, options } = this;
        const { signal, onStep } = options;
        onStep("control plane");
        this.authority = await LabAuthority.create(path.join(this.folder, "authority"));
        this.stranger = await LabAuthority.create(path.join(this.folder, "stranger"), "somebody else's CA");
        const jwks = Object.fromEntries(scenario.issuers.map(({ name, issuer }) => [name, this.tokens.jwks(issuer)]));
        const perimeter = withValues(scenario.perimeter, { jwks, ca: this.authority.caPem });
        this.geometry = geometryOf(perimeter);
        this.stack = await LabStack.start(scenario, perimeter, options);
        this.ending.push(() => this.stack.dispose());
        signal.throwIfAborted();
        await this.prepareCluster();
        if (scenario.vpc.foreignNatGateway) {
            const { vpcId, clusterRanges } = this.geometry;
            this.stack.changeAccount((account) => addForeignNatGateway(account, vpcId, clusterRanges));
        }
        onStep("stack, network and istiod");
        await Promise.all([this.stack.up(signal), this.openNetwork()]);
        if (scenario.vpc.foreignSnatEntry) {
            const { vpcId, clusterRanges } = this.geometry;
            this.stack.changeAccount((account) => addForeignSnatEntries(account, vpcId, clusterRanges));
        }
        signal.throwIfAborted();
        await this.startNames();
        for (const layer of scenario.without) {
            await this.deleteLayer(layer);
        }
        if (!scenario.without.includes("guard")) {
            await this.untilAdmissionIs("refused");
        }
        onStep("workloads");
        this.agent = new NodeAgent({
            client: this.stack.client,
            account: () => this.stack.account(),
            attach: (machine) => this.network.attach(machine),
            detach: (machine) => this.network.detach(machine),
            onMachines: (machines) => this.enforce(machines),
            injection: new Injection({
                istioctl: options.tools.istioctl,
                folder: path.join(this.folder, "injection"),
                region: scenario.region,
            }),
            tools: options.tools,
            istiodAddress: this.geometry.istiodAddress,
            nameserver: this.geometry.dnsAddress,
            caPem: this.authority.caPem,
            trustDomain: this.geometry.trustDomain,
            ranges: { nodes: this.geometry.nodes, pods: this.geometry.pods },
            folder: path.join(this.folder, "pods"),
            say: onStep,
        });
        this.ending.push(() => this.agent.dispose());
        await this.syncWorkloads();
        signal.throwIfAborted();
    }

    /** Namespaces, and what is there before the perimeter. */
    private async prepareCluster(): Promise<void> {
        const cluster = new ClusterObjects(this.stack.client);
        for (const namespace of this.geometry.fencedNamespaces) {
            await cluster.ensureNamespace(namespace, { "istio-injection": "enabled" });
        }
        const others = [...this.scenario.workloads, ...this.scenario.services].map(({ namespace }) => namespace);
        for (const namespace of new Set(["kube-system", ...others])) {
            await cluster.ensureNamespace(namespace);
        }
        for (const object of await givenObjects(this.scenario, this.authority)) {
            await this.write(object as KubernetesObject);
        }
    }

    private async openNetwork(): Promise<void> {
        const { tools } = this.options;
        const { istiodAddress, dnsAddress } = this.geometry;
        scenes += 1;
        this.network = await LabNetwork.open(`l${process.pid}x${scenes}`.slice(-12), {
            envoy: tools.envoy,
            folder: path.join(this.folder, "router"),
        });
        this.ending.push(() => this.network.dispose());
        const hosts = this.scenario.internet;
        const internet = await this.network.attachInternet(hosts.map(({ address }) => address));
        this.outside = await Outside.start({
            namespace: internet,
            hosts: hosts as never,
            authority: this.authority,
            folder: path.join(this.folder, "outside"),
        });
        this.ending.push(() => this.outside.dispose());
        this.istiodNamespace = await this.network.attach({ name: "istiod", address: istiodAddress });
        this.istiod = await Istiod.start({
            namespace: this.istiodNamespace,
            kubeconfig: this.stack.kubeconfig,
            pilotDiscovery: tools.pilotDiscovery,
            pilotAgent: tools.pilotAgent,
            folder: path.join(this.folder, "istiod"),
            settings: this.meshSettings([]),
        });
        this.ending.push(() => this.istiod.dispose());
        this.staticRoles = [
            { name: "istiod", address: istiodAddress, kind: "controlPlane" },
            {
                name: "dns",
                address: dnsAddress,
                kind: "dns",
                namespace: "kube-system",
                namespaceLabels: { "kubernetes.io/metadata.name": "kube-system" },
                labels: { "k8s-app": "kube-dns" },
            },
        ];
    }

    private meshSettings(extensionProviders: ReturnType<typeof providersOfObjects>) {
        const { trustDomain, pathNormalization } = this.geometry;
        return {
            ...(trustDomain === undefined ? {} : { trustDomain }),
            ...(pathNormalization === undefined ? {} : { pathNormalization }),
            extensionProviders,
        };
    }

    /** The cluster's resolver, and the mesh's providers: both name what only exists once the stack is up. */
    private async startNames(): Promise<void> {
        const { client } = this.stack;
        const { items } = await client.list("/api/v1/services");
        const services = items.map(({ metadata, spec }) => [
            `${metadata.name}.${metadata.namespace}.svc.cluster.local`,
            [(spec as { clusterIP?: string }).clusterIP ?? ""],
        ]);
        const address = this.geometry.dnsAddress;
        const dns = await Outside.start({
            namespace: await this.network.attach({ name: "dns", address }),
            hosts: [{ host: "dns", address, services: [{ port: 53, protocol: "DNS" }] }],
            authority: this.authority,
            folder: path.join(this.folder, "dns"),
            names: { ...namesOf(this.scenario.internet as never), ...Object.fromEntries(services) },
        });
        this.ending.push(() => dns.dispose());
        const objects = (await client.list(EXTENSION_PROVIDERS)).items;
        this.istiod.configure(
            this.meshSettings([
                ...providersInAccount(this.stack.account(), this.geometry.meshId),
                ...providersOfObjects(objects),
            ]),
        );
    }

    private requests(): WorkloadRequest[] {
        const workloads = this.scenario.workloads.map((workload): WorkloadRequest => {
            const { name, namespace, serviceAccount, labels, annotations, sidecar, hostNetwork, podSpec } = workload;
            const node = workload.node === "gateway" ? "gateway" : undefined;
            return { name, namespace, serviceAccount, labels, annotations, sidecar, hostNetwork, podSpec, node };
        });
        const services = this.scenario.services.map(
            ({ name, namespace, port, sidecar, labels }): WorkloadRequest => ({
                name,
                namespace,
                serviceAccount: "default",
                labels,
                sidecar,
                hostNetwork: false,
                service: { name, port },
            }),
        );
        return [...services, ...workloads];
    }

    private async syncWorkloads(): Promise<void> {
        await this.agent.sync(this.requests());
        for (const { name, namespace, port, allow } of this.scenario.services) {
            const pod = this.podOf(name, namespace);
            if (pod?.machine !== undefined && !this.servers.has(name)) {
                const main = path.resolve(__dirname, "../../../dist/lab/authorizer/main.js");
                const accepts = allow === undefined ? [] : [allow.header, allow.value];
                const args = [main, "0.0.0.0", String(port), ...accepts];
                const server = await LabProgram.start(name, pod.machine, args);
                this.servers.set(name, server);
                this.ending.push(() => server.dispose());
            }
        }
        await this.enforce(this.agent.machines());
        await this.untilPushed();
    }

    private async enforce(machines: readonly MachineRole[]): Promise<void> {
        const { items } = await this.stack.client.list(POLICIES);
        await this.network.enforce({
            account: this.stack.account(),
            machines: [...this.staticRoles, ...machines],
            networkPolicies: items,
        });
    }

    private podOf(name: string, namespace?: string): RunningPod | undefined {
        return this.agent
            .pods()
            .find((pod) => pod.name === name && (namespace === undefined || pod.namespace === namespace));
    }

    private gateways(): RunningPod[] {
        return this.agent.pods().filter(({ gateway, address }) => gateway !== undefined && address !== undefined);
    }

    /** Until every proxy has acknowledged what istiod has for it; a change takes istiod's debounce to become something. */
    private async untilPushed(): Promise<void> {
        const script = `fetch("http://127.0.0.1:8080/debug/syncz").then(async (answer) => process.stdout.write(await answer.text()))`;
        const deadline = Date.now() + HOLDS_MILLISECONDS;
        for (let quiet = 0; quiet < 2 && Date.now() < deadline; ) {
            await delay(250);
            quiet = isSynced(await this.istiod.run([process.execPath, "-e", script])) ? quiet + 1 : 0;
        }
    }

    private async untilAdmissionIs(wanted: "allowed" | "refused"): Promise<void> {
        const refused = this.scenario.workloads.find(({ admission }) => admission === "refused");
        if (refused === undefined) {
            return;
        }
        const cluster = new ClusterObjects(this.stack.client);
        const request = this.requests().find(({ name }) => name === refused.name);
        const deadline = Date.now() + HOLDS_MILLISECONDS;
        while (request !== undefined && Date.now() < deadline) {
            const pod = workloadPod({ ...request, name: `${request.name}-asked` });
            const refusal = await cluster.createPod(pod, { dryRun: true });
            if ((refusal === undefined ? "allowed" : "refused") === wanted) {
                return;
            }
            await delay(200);
        }
    }

    private async deleteLayer(layer: Layer): Promise<void> {
        const objects = objectsOf(layer, this.stack.resources());
        await deleteFromCluster(this.stack.client, objects);
        this.stack.changeAccount((account) => deleteFromAccount(account, layer, objects));
        if (layer === "guard") {
            await this.untilAdmissionIs("allowed");
        }
    }

    async remove(layer: Layer): Promise<void> {
        await this.deleteLayer(layer);
        await this.syncWorkloads();
    }

    async restore(): Promise<void> {
        await this.stack.up(this.options.signal, { refresh: true });
        await this.syncWorkloads();
    }

    async act({ stop, start, kill, apply, delete: removed }: Action): Promise<ActionOutcome> {
        const server = stop ?? start;
        if (server !== undefined) {
            const order = stop === undefined ? "start" : "stop";
            if ("host" in server) {
                await this.outside[order](server.host, server.port);
            } else {
                await this.servers.get(server.service)?.ask(order);
            }
            return { allowed: true };
        }
        if (kill !== undefined) {
            const [first] = this.gateways();
            if (first !== undefined) {
                await this.agent.kill(first);
            }
            await this.untilPushed();
            return { allowed: true };
        }
        const outcome = apply !== undefined ? await this.tryWrite(apply) : await this.tryDelete(removed);
        await this.enforce(this.agent.machines());
        await this.untilPushed();
        return outcome;
    }

    private async tryWrite(object: object): Promise<ActionOutcome> {
        try {
            await this.write(this.filledObject(object));
            return { allowed: true };
        } catch (error) {
            if (error instanceof ApiError) {
                return { allowed: false, message: error.message };
            }
            throw error;
        }
    }

    private async tryDelete(object: object | undefined): Promise<ActionOutcome> {
        await this.stack.client.delete(await this.pathOf(this.filledObject(object ?? {})));
        return { allowed: true };
    }

    private async write(object: KubernetesObject): Promise<void> {
        const { namespace } = object.metadata;
        if (namespace !== undefined) {
            await new ClusterObjects(this.stack.client).ensureNamespace(namespace);
        }
        await this.stack.client.apply(await this.pathOf(object), object, { fieldManager: "somebody", force: true });
    }

    private async pathOf({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): Promise<string> {
        const served = await new Discovery(this.stack.client).find(apiVersion, kind);
        if (served === undefined) {
            throw new Error(`the API server does not serve ${apiVersion} ${kind}`);
        }
        return objectPath(served, { name, namespace });
    }

    private filledObject(object: object): KubernetesObject {
        const name = this.gateways()[0]?.gateway ?? "";
        return JSON.parse(JSON.stringify(object).replaceAll("$(gatewayName)", name));
    }

    private filled(text: string): string {
        const [gateway] = this.gateways();
        return text
            .replaceAll("$(gateway)", gateway?.address ?? this.lastGatewayAddress)
            .replaceAll("$(gatewayService)", `istio-${gateway?.gateway}.istio-system.svc.cluster.local`)
            .replaceAll(/\$\(workload:([a-z0-9-]+)\)/g, (_, name: string) => this.podOf(name)?.address ?? "");
    }

    private lastGatewayAddress = "192.0.2.254";

    async probe(probe: Probe): Promise<Evidence> {
        const place = this.placeOf(probe.from);
        const admission = place.pod?.admission;
        this.lastGatewayAddress = this.gateways()[0]?.address ?? this.lastGatewayAddress;
        const base = {
            ...(admission === undefined ? {} : { admission }),
            addresses: {
                public: this.publicAddresses(),
                gateway: this.gateways().flatMap(({ address }) => address ?? []),
                ...(place.address === undefined ? {} : { workload: place.address }),
            },
        };
        if (place.machine === undefined) {
            const why = place.pod?.pending;
            return {
                ...base,
                ...(why === undefined ? {} : { admission: { allowed: false, message: why } }),
                sightings: [],
                drops: [],
                gatewayLog: [],
                sidecarLog: [],
            };
        }
        const request = await probeOf(probe, {
            scenario: this.scenario,
            tokens: this.tokens,
            caPem: this.authority.caPem,
            stranger: this.stranger,
            filled: (text) => this.filled(text),
            sidecarCertificate: async () => certificateIn(place.pod?.folder ?? ""),
        });
        const mark = this.outside.mark();
        const drops = await this.network.drops();
        const proxies = this.gateways().flatMap(({ proxy }) => proxy ?? []);
        const logs = proxies.map((proxy) => proxy.accessLog().length);
        const sidecar = place.pod?.proxy;
        const sidecarLines = sidecar?.accessLog().length ?? 0;
        const uid = probe.manner === "bypassSidecar" ? {} : { uid: APPLICATION_UID };
        const tried = await attempt(place.machine, { ...request, ...uid });
        await Promise.all([...proxies, ...(sidecar === undefined ? [] : [sidecar])].map((proxy) => proxy.flushed()));
        return {
            ...base,
            attempt: tried,
            sightings: this.outside.sightings(mark).flatMap(sightingOf),
            drops: difference(drops, await this.network.drops()),
            gatewayLog: proxies.flatMap((proxy, index) => proxy.accessLog().slice(logs[index])),
            sidecarLog: sidecar?.accessLog().slice(sidecarLines) ?? [],
        };
    }

    private publicAddresses(): string[] {
        const { snatEntries, eips, eipAssociations, natGateways } = this.stack.account();
        const ours = new Set(
            Object.values(natGateways)
                .filter(({ given, vswitchId }) => !given && vswitchId !== undefined)
                .map(({ id }) => id),
        );
        const entries = Object.values(snatEntries).flatMap(({ snatIp }) => snatIp.split(","));
        const bound = Object.values(eipAssociations)
            .filter(({ instanceId }) => ours.has(instanceId))
            .flatMap(({ allocationId }) => eips[allocationId]?.ipAddress ?? []);
        const foreign = this.foreignAddresses();
        return [...new Set([...entries, ...bound])].filter((address) => !foreign.includes(address));
    }

    private foreignAddresses(): string[] {
        const { snatEntries, vswitches } = this.stack.account();
        return this.scenario.vpc.foreignNatGateway
            ? Object.values(snatEntries)
                  .filter(({ sourceVswitchId = "" }) => vswitches[sourceVswitchId]?.given)
                  .flatMap(({ snatIp }) => snatIp.split(","))
            : [];
    }

    private placeOf(from: string): { pod?: RunningPod; machine?: string; address?: string } {
        if (from === "gateway") {
            const [pod] = this.gateways();
            return pod === undefined ? {} : { ...placeFields(pod) };
        }
        if (from === "worker-node" || from === "gateway-node") {
            return { ...this.agent.nodeMachine(from === "worker-node" ? "worker" : "gateway") };
        }
        const pod = this.podOf(from);
        return pod === undefined ? {} : { pod, ...placeFields(pod) };
    }

    machines(): LabMachine[] {
        return this.agent.pods().flatMap(({ name, machine, folder, gateway }) =>
            machine === undefined
                ? []
                : [
                      {
                          name: gateway === undefined ? name : "gateway",
                          networkNamespace: machine,
                          uid: APPLICATION_UID,
                          ...(folder === undefined ? {} : { accessLog: path.join(folder, "access.log") }),
                      },
                  ],
        );
    }
}

function placeFields({ machine, address }: RunningPod) {
    return { ...(machine === undefined ? {} : { machine }), ...(address === undefined ? {} : { address }) };
}

function isSynced(text: string): boolean {
    try {
        const proxies = JSON.parse(text) as Record<string, string>[];
        return proxies.every((proxy) =>
            Object.entries(proxy).every(
                ([key, value]) => !key.endsWith("_sent") || value === proxy[key.replace(/_sent$/, "_acked")],
            ),
        );
    } catch {
        return false;
    }
}

function certificateIn(folder: string) {
    const read = (name: string) => readFileSync(path.join(folder, "certificates", name), "utf8");
    return { certPem: read("cert-chain.pem"), keyPem: read("key.pem") };
}

/** A hello that was not answered to its end has arrived all the same; whose it was is told by its source. */
function sightingOf(seen: ReturnType<Outside["sightings"]>[number]): Evidence["sightings"][number][] {
    const { clientCertificate, ...rest } = seen;
    const name = /CN=([^,\n]+)/.exec(clientCertificate?.subject ?? "")?.[1];
    return seen.kind === "handshake" && seen.handshake === undefined
        ? []
        : [{ ...rest, ...(name === undefined ? {} : { clientCertificate: name }) }];
}

function difference(before: readonly Drop[], after: readonly Drop[]): Drop[] {
    return after.flatMap((drop) => {
        const earlier = before.find(({ layer, rule }) => layer === drop.layer && rule === drop.rule)?.packets ?? 0;
        return drop.packets > earlier ? [{ ...drop, packets: drop.packets - earlier }] : [];
    });
}
