import { mkdtempSync, rmSync } from "node:fs";
import * as path from "node:path";
import type { KubernetesObject } from "../../kubernetes/object";
import { LabAuthority } from "../certificates/lab-authority";
import type { MeshTools } from "../mesh/mesh-tools";
import { ClusterObjects } from "../node-agent/cluster-objects";
import type { Injection } from "../node-agent/injection";
import { NodeAgent } from "../node-agent/node-agent";
import { namesOf } from "../outside/outside-host";
import { withValues } from "../scenario/placeholders";
import type { Scenario } from "../scenario/scenario";
import { LabTokens } from "../tokens/lab-tokens";
import { untilRefused, untilTaken } from "./admission";
import type { Ending } from "./ending";
import { addForeignNatGateway, addForeignSnatEntries } from "./foreign-exits";
import { type Geometry, geometryOf } from "./geometry";
import { givenObjects } from "./given-objects";
import { deleteLayer } from "./layer-removal";
import { ObjectWriter } from "./object-writer";
import { Places } from "./places";
import { LabStack, type StackOptions } from "./stack";
import { Surroundings } from "./surroundings";

export interface SceneOptions extends StackOptions {
    readonly tools: MeshTools;
    /** Folder in which each scene has one, with a short path. */
    readonly scenes: string;
    /** Of a region, which shows in the images. */
    readonly injection: (region: string) => Injection;
    readonly signal: AbortSignal;
    readonly onStep: (text: string) => void;
}

export interface SceneParts {
    readonly stack: LabStack;
    readonly surroundings: Surroundings;
    readonly agent: NodeAgent;
    readonly places: Places;
    readonly tokens: LabTokens;
    readonly authority: LabAuthority;
    /** An authority that nobody trusts. */
    readonly stranger: LabAuthority;
}

/** Control plane, what was there before, then the stack beside network and istiod; Pods come last. */
export async function begin(scenario: Scenario, options: SceneOptions, ending: Ending): Promise<SceneParts> {
    const { signal, onStep, tools } = options;
    const folder = mkdtempSync(path.join(options.scenes, "scene-"));
    ending.add(() => rmSync(folder, { recursive: true, force: true }));
    onStep("control plane");
    const authority = await LabAuthority.create(path.join(folder, "authority"));
    const stranger = await LabAuthority.create(path.join(folder, "stranger"), "somebody else's CA");
    const tokens = new LabTokens();
    const jwks = Object.fromEntries(scenario.issuers.map(({ name, issuer }) => [name, tokens.jwks(issuer)]));
    const perimeter = withValues(scenario.perimeter, { jwks, ca: authority.caPem });
    const geometry = geometryOf(perimeter);
    const stack = await LabStack.start(scenario, perimeter, options);
    ending.add(() => stack.dispose());
    signal.throwIfAborted();
    await prepare(scenario, geometry, stack, authority);

    onStep("stack, network and istiod");
    const around = Surroundings.open({ hosts: scenario.internet, geometry, authority, stack, tools, folder });
    // Whichever of the two fails, the other is waited for and ended.
    const [up, opened] = await Promise.allSettled([stack.up(signal), around]);
    if (opened.status === "fulfilled") {
        ending.add(() => opened.value.dispose());
    }
    if (up.status === "rejected") {
        throw up.reason;
    }
    const surroundings = await around;
    signal.throwIfAborted();
    await alter(scenario, geometry, stack);
    await surroundings.nameWhatIsUp();
    const agent = new NodeAgent({
        client: stack.client,
        account: () => stack.account(),
        attach: (machine) => surroundings.network.attach(machine),
        detach: (machine) => surroundings.network.detach(machine),
        onMachines: (machines) => surroundings.enforce(machines),
        injection: options.injection(scenario.region),
        tools,
        istiodAddress: geometry.istiodAddress,
        nameserver: geometry.dnsAddress,
        caPem: authority.caPem,
        trustDomain: geometry.trustDomain,
        ranges: { nodes: geometry.nodes, pods: geometry.pods },
        folder: path.join(folder, "pods"),
        say: onStep,
    });
    ending.add(() => agent.dispose());
    return { stack, surroundings, agent, places: new Places(agent), tokens, authority, stranger };
}

/** Namespaces and whatever else was there before the perimeter. */
async function prepare(scenario: Scenario, geometry: Geometry, stack: LabStack, authority: LabAuthority) {
    const cluster = new ClusterObjects(stack.client);
    const others = [...scenario.workloads, ...scenario.services].map(({ namespace }) => namespace);
    for (const namespace of new Set(["kube-system", ...others])) {
        await cluster.ensureNamespace(namespace);
    }
    for (const namespace of geometry.fencedNamespaces) {
        await cluster.ensureNamespace(namespace, { "istio-injection": "enabled" });
    }
    const writer = new ObjectWriter(stack.client);
    for (const object of await givenObjects(scenario, authority)) {
        await writer.write(object as KubernetesObject);
    }
    // What the firewall's rules in DNS mode go by: for bytes without a name there is no other.
    stack.changeAccount(({ settings }) => {
        settings.resolvedDomains = { ...namesOf(scenario.internet) } as Record<string, string[]>;
    });
    if (scenario.vpc.foreignNatGateway) {
        stack.changeAccount((account) => addForeignNatGateway(account, geometry.vpcId, geometry.clusterRanges));
    }
}

/** What others do to the perimeter once it is there, and the layers that the scenario leaves out. */
async function alter(scenario: Scenario, geometry: Geometry, stack: LabStack): Promise<void> {
    if (scenario.vpc.foreignSnatEntry) {
        stack.changeAccount((account) => addForeignSnatEntries(account, geometry.vpcId, geometry.clusterRanges));
    }
    for (const layer of scenario.without) {
        await deleteLayer(layer, stack);
    }
    await (scenario.without.includes("guard")
        ? untilTaken(stack.client, scenario)
        : untilRefused(stack.client, scenario));
}
