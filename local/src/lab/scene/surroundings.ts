import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { LabAuthority } from "../certificates/lab-authority";
import { Istiod } from "../mesh/istiod";
import { type MeshExtensionProvider, providersInAccount, providersOfObjects } from "../mesh/mesh-config";
import type { MeshTools } from "../mesh/mesh-tools";
import { LabNetwork } from "../network/lab-network";
import type { MachineRole } from "../network/machine";
import { Outside } from "../outside/outside";
import { namesOf, type OutsideHost } from "../outside/outside-host";
import type { Geometry } from "./geometry";
import type { LabStack } from "./stack";

export interface SurroundingsOptions {
    readonly hosts: readonly OutsideHost[];
    readonly geometry: Geometry;
    readonly authority: LabAuthority;
    readonly stack: LabStack;
    readonly tools: MeshTools;
    readonly folder: string;
}

const NETWORK_POLICIES = "/apis/networking.k8s.io/v1/networkpolicies";
const EXTENSION_PROVIDERS = "/apis/istio.alibabacloud.com/v1/asmextensionproviders";
const PUSHED_MILLISECONDS = 20_000;
const POLL_MILLISECONDS = 200;
let opened = 0;

/** What is around the workloads of a scene: router and internet, istiod, the cluster's resolver. */
export class Surroundings {
    private resolver: Outside | undefined;

    private constructor(
        private readonly options: SurroundingsOptions,
        readonly network: LabNetwork,
        readonly outside: Outside,
        private readonly istiod: Istiod,
    ) {}

    /** The router lets nothing pass until `enforce` is called. */
    static async open(options: SurroundingsOptions): Promise<Surroundings> {
        const { hosts, geometry, authority, stack, tools, folder } = options;
        opened += 1;
        const lab = `l${process.pid.toString(36)}x${opened}`;
        const network = await LabNetwork.open(lab, { envoy: tools.envoy, folder: path.join(folder, "router") });
        const begun: { dispose(): Promise<void> }[] = [network];
        try {
            const internet = await network.attachInternet(hosts.map(({ address }) => address));
            const place = { namespace: internet, folder: path.join(folder, "outside") };
            const outside = await Outside.start({ ...place, hosts, authority });
            begun.push(outside);
            const istiod = await Istiod.start({
                namespace: await network.attach({ name: "istiod", address: geometry.istiodAddress }),
                kubeconfig: stack.kubeconfig,
                ...tools,
                folder: path.join(folder, "istiod"),
                settings: settingsOf(geometry, []),
            });
            return new Surroundings(options, network, outside, istiod);
        } catch (error) {
            for (const part of begun.reverse()) {
                await part.dispose();
            }
            throw error;
        }
    }

    /** The resolver's names and the mesh's providers, which only exist once the stack is up. */
    async nameWhatIsUp(): Promise<void> {
        const { hosts, geometry, authority, stack, folder } = this.options;
        const { items: services } = await stack.client.list("/api/v1/services");
        const inCluster = services.map(({ metadata, spec }) => [
            `${metadata.name}.${metadata.namespace}.svc.cluster.local`,
            [(spec as { clusterIP?: string }).clusterIP ?? ""],
        ]);
        const address = geometry.dnsAddress;
        this.resolver = await Outside.start({
            namespace: await this.network.attach({ name: "dns", address }),
            hosts: [{ host: "dns", address, services: [{ port: 53, protocol: "DNS" }] }],
            authority,
            folder: path.join(folder, "dns"),
            names: { ...namesOf(hosts), ...Object.fromEntries(inCluster) },
        });
        const { items: objects } = await stack.client.list(EXTENSION_PROVIDERS);
        const providers = [...providersInAccount(stack.account(), geometry.meshId), ...providersOfObjects(objects)];
        this.istiod.configure(settingsOf(geometry, providers));
    }

    /** Makes the router enforce the account, the NetworkPolicies and the machines as they are now. */
    async enforce(machines: readonly MachineRole[]): Promise<void> {
        const { stack, geometry } = this.options;
        const { items: networkPolicies } = await stack.client.list(NETWORK_POLICIES);
        await this.network.enforce({
            account: stack.account(),
            machines: [...standing(geometry), ...machines],
            networkPolicies,
        });
    }

    /** Until every proxy has acknowledged what istiod has for it, twice: a change takes its debounce to become something. */
    async untilPushed(): Promise<void> {
        const script = `fetch("http://127.0.0.1:8080/debug/syncz").then(async (answer) => process.stdout.write(await answer.text()))`;
        const deadline = Date.now() + PUSHED_MILLISECONDS;
        for (let quiet = 0; quiet < 2; ) {
            if (Date.now() > deadline) {
                throw new Error(`istiod has not reached every proxy within ${PUSHED_MILLISECONDS / 1000} s`);
            }
            await delay(POLL_MILLISECONDS);
            quiet = isSynced(await this.istiod.run([process.execPath, "-e", script])) ? quiet + 1 : 0;
        }
    }

    async dispose(): Promise<void> {
        await this.istiod.dispose();
        await this.resolver?.dispose();
        await this.outside.dispose();
        await this.network.dispose();
    }
}

function settingsOf(
    { trustDomain, pathNormalization }: Geometry,
    extensionProviders: readonly MeshExtensionProvider[],
) {
    return {
        ...(trustDomain === undefined ? {} : { trustDomain }),
        ...(pathNormalization === undefined ? {} : { pathNormalization }),
        extensionProviders,
    };
}

/** Machines that are there in every scene. */
function standing({ istiodAddress, dnsAddress }: Geometry): MachineRole[] {
    return [
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

/** Every kind of configuration of every proxy: what was sent last is what was acknowledged last. */
function isSynced(text: string): boolean {
    const proxies = JSON.parse(text) as Readonly<Record<string, unknown>>[] | null;
    return (proxies ?? []).every((proxy) =>
        Object.entries(proxy).every(
            ([key, value]) => !key.endsWith("_sent") || value === proxy[key.replace(/_sent$/, "_acked")],
        ),
    );
}
