import { readFileSync } from "node:fs";
import { parseIdentity } from "../processes/process-identity";
import { EGRESS_TRAFFIC_POLICIES, reconcileEgressTrafficPolicy } from "./egress-traffic-policy";
import { type Followed, follow } from "./follow";
import { GATEWAY_NAMESPACE, OWNER_LABEL } from "./gateway-service";
import { GATEWAY_SERVICES, ISTIO_GATEWAYS, reconcileGateway, reconcileOwner, removeService } from "./istio-gateway";
import { log } from "./log";
import { POD_NETWORKINGS, reconcilePodNetworking } from "./pod-networking";

/** What the controllers of ASM and Terway would do with the objects in the API server. `main.js <kubeconfig> <pid file>`. */
const FOLLOWED: readonly Followed[] = [
    {
        name: "PodNetworkings",
        path: POD_NETWORKINGS,
        changed: reconcilePodNetworking,
        deleted: async () => {},
    },
    {
        name: "ASMEgressTrafficPolicies",
        path: EGRESS_TRAFFIC_POLICIES,
        changed: reconcileEgressTrafficPolicy,
        deleted: async () => {},
    },
    {
        name: "IstioGateways",
        path: ISTIO_GATEWAYS,
        changed: reconcileGateway,
        deleted: async (client, { metadata }) => {
            if (metadata.namespace === GATEWAY_NAMESPACE) {
                await removeService(client, metadata.name);
            }
        },
    },
    {
        // Also finds, in its list, the Services of gateways that were deleted while nobody watched.
        name: "Services of gateways",
        path: GATEWAY_SERVICES,
        selection: { labelSelector: OWNER_LABEL },
        changed: reconcileOwner,
        deleted: reconcileOwner,
    },
];

const OWNERSHIP_GRACE_MILLISECONDS = 10_000;
const OWNERSHIP_POLL_MILLISECONDS = 1000;

/** Ends the process once its pid file names another, or is gone with the whole control plane. */
function endWithPidFile(pidFile: string, stop: () => void): void {
    const started = Date.now();
    const timer = setInterval(() => {
        // The file is written by the parent, a moment after the start.
        if (!isOwn(pidFile) && Date.now() - started > OWNERSHIP_GRACE_MILLISECONDS) {
            log("the pid file no longer names this process: ending");
            clearInterval(timer);
            stop();
        }
    }, OWNERSHIP_POLL_MILLISECONDS);
    timer.unref();
}

function isOwn(pidFile: string): boolean {
    try {
        return parseIdentity(readFileSync(pidFile, "utf8"))?.pid === process.pid;
    } catch {
        return false;
    }
}

async function main(kubeconfigFile: string, pidFile: string): Promise<void> {
    const controller = new AbortController();
    const stop = () => controller.abort();
    process.once("SIGTERM", stop);
    process.once("SIGINT", stop);
    endWithPidFile(pidFile, stop);
    log("started");
    await Promise.all(FOLLOWED.map((followed) => follow(followed, kubeconfigFile, controller.signal)));
    process.exit(0);
}

const [kubeconfigFile, pidFile] = process.argv.slice(2);
if (kubeconfigFile === undefined || pidFile === undefined) {
    process.stderr.write("usage: main.js <kubeconfig> <pid file>\n");
    process.exitCode = 2;
} else {
    void main(kubeconfigFile, pidFile);
}
