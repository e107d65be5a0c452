import * as path from "node:path";
import type { KubernetesObject } from "../../kubernetes/object";
import { LabProgram } from "../lab-program";
import type { ActionOutcome, LabMachine, LiveWorld } from "../lab-runner";
import type { Action } from "../scenario/action";
import type { Layer } from "../scenario/layer";
import type { Probe } from "../scenario/probe";
import type { Scenario } from "../scenario/scenario";
import type { Evidence } from "../verify/evidence";
import { untilTaken } from "./admission";
import { begin, type SceneOptions, type SceneParts } from "./begin";
import { collectEvidence } from "./collect-evidence";
import { Ending } from "./ending";
import { GatewayTelemetry } from "./gateway-telemetry";
import { deleteLayer } from "./layer-removal";
import { ObjectWriter } from "./object-writer";
import { ownCertificate } from "./places";
import { probeOf } from "./probe-of";
import { requestsOf } from "./requests";

const PROGRAMS = path.resolve(__dirname, "../../../dist/lab");
const AUTHORIZER = path.join(PROGRAMS, "authorizer/main.js");
const COLLECTOR = path.join(PROGRAMS, "collector/main.js");

/** The running world of one scenario. */
export class Scene {
    private readonly servers = new Map<string, LabProgram>();

    private constructor(
        private readonly scenario: Scenario,
        private readonly options: SceneOptions,
        private readonly parts: SceneParts,
        private readonly ending: Ending,
    ) {}

    static async open(scenario: Scenario, options: SceneOptions): Promise<Scene> {
        const ending = new Ending();
        try {
            const parts = await begin(scenario, options, ending);
            const scene = new Scene(scenario, options, parts, ending);
            options.onStep("workloads");
            await scene.syncWorkloads();
            return scene;
        } catch (error) {
            await ending.run();
            throw error;
        }
    }

    dispose(): Promise<void> {
        return this.ending.run();
    }

    machines(): LabMachine[] {
        return this.parts.places.machines();
    }

    async probe(probe: Probe): Promise<Evidence> {
        const { stack, surroundings, places, tokens, authority, stranger } = this.parts;
        const place = places.of(probe.from);
        const request = await probeOf(probe, {
            scenario: this.scenario,
            tokens,
            caPem: authority.caPem,
            stranger,
            filled: (text) => places.filled(text),
            ownCertificate: () => (place.pod === undefined ? undefined : ownCertificate(place.pod)),
        });
        const { outside, network } = surroundings;
        const telemetry = await GatewayTelemetry.begin(probe, {
            gateways: places.gateways().flatMap(({ proxy }) => proxy ?? []),
            collectors: this.scenario.services.flatMap(({ name, protocol }) =>
                protocol === "Zipkin" ? (this.servers.get(name) ?? []) : [],
            ),
        });
        const evidence = await collectEvidence(place, request, {
            places,
            outside,
            network,
            account: stack.account(),
        });
        return { ...evidence, ...(await telemetry.end()) };
    }

    async act({ stop, start, kill, apply, delete: removed }: Action): Promise<ActionOutcome> {
        const { stack, surroundings, places, agent } = this.parts;
        const server = stop ?? start;
        if (server !== undefined) {
            const order = stop === undefined ? "start" : "stop";
            await ("host" in server
                ? surroundings.outside[order](server.host, server.port)
                : this.servers.get(server.service)?.ask(order));
            return { allowed: true };
        }
        let outcome: ActionOutcome = { allowed: true };
        const writer = new ObjectWriter(stack.client);
        const [replica] = places.gateways();
        if (kill !== undefined && replica !== undefined) {
            await agent.kill(replica);
        }
        if (apply !== undefined) {
            outcome = await writer.tryWrite(places.filledObject(apply) as KubernetesObject);
        }
        if (removed !== undefined) {
            await writer.delete(places.filledObject(removed) as KubernetesObject);
        }
        await this.settle();
        return outcome;
    }

    async remove(layer: Layer): Promise<void> {
        this.parts.stack.keepAccount();
        await deleteLayer(layer, this.parts.stack);
        if (layer === "guard") {
            await untilTaken(this.parts.stack.client, this.scenario);
        }
        await this.syncWorkloads();
    }

    async mutate(change: (live: LiveWorld) => Promise<void>): Promise<void> {
        const { stack } = this.parts;
        await change({
            client: stack.client,
            account: () => stack.account(),
            changeAccount: (made) => stack.changeAccount(made),
        });
        await this.settle();
    }

    async restore(): Promise<void> {
        this.parts.stack.putAccountBack();
        await this.parts.stack.up(this.options.signal, { refresh: true });
        await this.syncWorkloads();
    }

    private async syncWorkloads(): Promise<void> {
        await this.parts.agent.sync(requestsOf(this.scenario));
        for (const { name, port, protocol, allow } of this.scenario.services) {
            const machine = this.parts.places.workload(name)?.machine;
            if (machine !== undefined && !this.servers.has(name)) {
                const accepted = allow === undefined ? [] : [allow.header, allow.value];
                const program = protocol === "Zipkin" ? [COLLECTOR] : [AUTHORIZER];
                const place = ["0.0.0.0", String(port)];
                const server = await LabProgram.start(name, machine, [...program, ...place, ...accepted]);
                this.servers.set(name, server);
                this.ending.add(() => server.dispose());
            }
        }
        await this.settle();
    }

    /** Until router and proxies do what objects and account say now, on new connections: a pooled one learns of it a request late. */
    private async settle(): Promise<void> {
        this.options.signal.throwIfAborted();
        await this.parts.surroundings.enforce(this.parts.agent.machines());
        await this.parts.surroundings.untilPushed();
        await this.parts.agent.cutConnections();
    }
}
