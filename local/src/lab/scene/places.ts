import { readFileSync } from "node:fs";
import * as path from "node:path";
import { serviceName } from "../../controllers/gateway-service";
import type { LabMachine } from "../lab-runner";
import { ACCESS_LOG } from "../mesh/mesh-config";
import { CERTIFICATES } from "../mesh/proxy";
import type { NodeAgent, RunningPod } from "../node-agent/node-agent";

/** Who an application in the lab runs as: anybody but the proxy. */
export const APPLICATION_UID = 1000;

/** Where a probe starts. */
export interface Place {
    /** Absent for a node. */
    readonly pod?: RunningPod;
    /** For `ip netns exec`; absent where nothing runs. */
    readonly machine?: string;
    readonly address?: string;
}

/** The Pods and nodes of a scene by the names that its scenario has for them. */
export class Places {
    /** Also of one that is gone: who dials it then finds nobody. */
    private gatewayAddress = "";

    constructor(private readonly agent: NodeAgent) {}

    gateways(): RunningPod[] {
        const running = this.agent
            .pods()
            .filter(({ gateway, address }) => gateway !== undefined && address !== undefined);
        this.gatewayAddress = running[0]?.address ?? this.gatewayAddress;
        return running;
    }

    /** A workload by its name, `gateway`, `worker-node` or `gateway-node`. */
    of(from: string): Place {
        if (from === "worker-node" || from === "gateway-node") {
            return this.agent.nodeMachine(from === "worker-node" ? "worker" : "gateway") ?? {};
        }
        const pod = from === "gateway" ? this.gateways()[0] : this.workload(from);
        return {
            ...(pod === undefined ? {} : { pod }),
            ...(pod?.machine === undefined ? {} : { machine: pod.machine }),
            ...(pod?.address === undefined ? {} : { address: pod.address }),
        };
    }

    workload(name: string): RunningPod | undefined {
        return this.agent.pods().find((pod) => pod.name === name && pod.gateway === undefined);
    }

    /** `$(gateway)`, `$(gatewayService)` and `$(workload:NAME)`. */
    filled(text: string): string {
        const [gateway] = this.gateways();
        return text
            .replaceAll("$(gatewayService)", `${serviceName(gateway?.gateway ?? "")}.istio-system.svc.cluster.local`)
            .replaceAll("$(gateway)", this.gatewayAddress)
            .replaceAll(/[$][(]workload:([a-z0-9-]+)[)]/g, (_, name: string) => this.workload(name)?.address ?? "");
    }

    /** `$(gatewayName)` in an object. */
    filledObject<T extends object>(object: T): T {
        return JSON.parse(JSON.stringify(object).replaceAll("$(gatewayName)", this.gateways()[0]?.gateway ?? ""));
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
                          ...(folder === undefined ? {} : { accessLog: path.join(folder, ACCESS_LOG) }),
                      },
                  ],
        );
    }
}

/** What somebody who has taken a Pod over presents as its identity. */
export function ownCertificate({ name, folder }: RunningPod): { readonly certPem: string; readonly keyPem: string } {
    if (folder === undefined) {
        throw new Error(`${name} has no sidecar whose certificate could be shown`);
    }
    const read = (file: string) => readFileSync(path.join(folder, CERTIFICATES, file), "utf8");
    return { certPem: read("cert-chain.pem"), keyPem: read("key.pem") };
}
