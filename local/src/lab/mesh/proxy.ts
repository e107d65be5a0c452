import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Capture, captureRules, PROXY_UID } from "./capture";
import { CLUSTER_ID, ISTIOD_NAME, ISTIOD_PORT } from "./istiod";
import { LabProcess, runInNamespace } from "./lab-process";
import { ACCESS_LOG } from "./mesh-config";
import type { ProxyIdentity } from "./proxy-identity";

/** The programs that a proxy is made of. */
export interface ProxyTools {
    readonly pilotAgent: string;
    readonly envoy: string;
    /** Istio's template of the bootstrap configuration. */
    readonly bootstrapTemplate: string;
}

export interface ProxyOptions {
    readonly role: "sidecar" | "router";
    /** The workload's, as `ip netns exec` knows it; its hosts have istiod's address under `ISTIOD_NAME`. */
    readonly namespace: string;
    readonly tools: ProxyTools;
    /** Of its own: it is given to the proxy's uid. */
    readonly folder: string;
    readonly pod: ProxyPod;
    readonly identity: ProxyIdentity;
    readonly trustDomain?: string;
    /** Absent: nothing is taken to the proxy, as at a gateway. */
    readonly capture?: Capture;
    /** What the injected container would have in its environment beside the above. */
    readonly environment?: Readonly<Record<string, string>>;
    /** Waited for. A gateway that has names to resolve is not ready before DNS has answered. */
    readonly readyMilliseconds?: number;
}

interface ProxyPod {
    readonly name: string;
    readonly namespace: string;
    readonly serviceAccount: string;
    readonly address: string;
    readonly labels: Readonly<Record<string, string>>;
    /** Kind of workload and its name, as logs and metrics have them. */
    readonly workload?: string;
}

const READY_MILLISECONDS = 60_000;
/** Folder of the workload's certificate and key. */
export const CERTIFICATES = "certificates";
const FLUSH_MILLISECONDS = 5000;
/** A second by default, which every probe would wait for. */
const FLUSH_INTERVAL = "0.05s";
/** What Istio's bootstrap leaves out by default: the counters of destinations outside. */
const COUNTED = "cluster.outbound";
const FLUSH_POLL_MILLISECONDS = 60;
/** What Envoy has written and has yet to write to its access log. Istio's bootstrap keeps no such statistics unless asked to. */
const FILE_STATISTICS = "filesystem.write_";

/** One worker thread: policies reach each thread by itself, and a lab has two dozen proxies on two cores. */
const CONCURRENCY = 1;

/**
 * pilot-agent with its Envoy in a workload's namespace, as the uid that capture lets pass. It may use files as root does,
 * and only that: programs and folder may lie where others have no way in, and there are machines whose /dev/null is root's.
 */
const AS_PROXY = [
    "setpriv",
    ...["--reuid", String(PROXY_UID), "--regid", String(PROXY_UID), "--clear-groups"],
    ...["--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"],
];

export class MeshProxy {
    private constructor(
        private readonly options: ProxyOptions,
        private readonly program: LabProcess,
    ) {}

    /** Answers once the proxy has its configuration and certificates. */
    static async start(options: ProxyOptions): Promise<MeshProxy> {
        const { role, namespace, folder, pod, tools } = options;
        prepareFolder(options);
        if (options.capture !== undefined) {
            await captureTraffic(namespace, folder, options.capture);
        }
        const program = await LabProcess.start({
            name: `the proxy of ${pod.namespace}/${pod.name}`,
            namespace,
            command: [
                ...AS_PROXY,
                ...[tools.pilotAgent, "proxy", role, "--domain", `${pod.namespace}.svc.cluster.local`],
                ...["--templateFile", tools.bootstrapTemplate],
                ...["--proxyLogLevel", "warning", "--log_output_level", "default:warn"],
            ],
            environment: environmentOf(options),
            folder,
            logFile: path.join(folder, "proxy.log"),
        });
        const wait = [tools.pilotAgent, "wait", "--periodMillis", "100", "--timeoutSeconds", "600"];
        try {
            await program.until(
                (signal) => runInNamespace(namespace, wait, { signal }),
                options.readyMilliseconds ?? READY_MILLISECONDS,
            );
        } catch (error) {
            await program.end();
            throw error;
        }
        return new MeshProxy(options, program);
    }

    /** Whole lines only: Envoy writes some time after the request, and in pieces. */
    accessLog(): string[] {
        const file = path.join(this.options.folder, ACCESS_LOG);
        return existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
    }

    /**
     * Returns when everything that was logged so far is in the file: Envoy writes by a timer. A request is logged at its very
     * end, which may be a moment after its client has the answer: hence two looks between which nothing came but the entry
     * that the first look made in the log of the administration interface. One waits at a time: another's looks count, too.
     */
    async flushed(): Promise<void> {
        const deadline = Date.now() + FLUSH_MILLISECONDS;
        for (let earlier = Number.NaN; Date.now() < deadline; await delay(FLUSH_POLL_MILLISECONDS)) {
            const { written, pending } = await this.logStatistics();
            if (pending === 0 && written === earlier + 1) {
                return;
            }
            earlier = written;
        }
        throw new Error(`the proxy of ${this.options.pod.name} goes on writing to its log`);
    }

    /** What Envoy's administration interface answers to a GET, for example of `config_dump` or `stats?format=json`. */
    async admin(request: string): Promise<string> {
        const { namespace, tools } = this.options;
        return await runInNamespace(namespace, [tools.pilotAgent, "request", "GET", request.replace(/^\//, "")]);
    }

    /** Counters of what it calls, by name. */
    async counters(): Promise<ReadonlyMap<string, number>> {
        const text = await this.admin(`stats?usedonly&filter=^${COUNTED.replace(".", "%5C.")}`);
        return new Map([...text.matchAll(/^(\S+): (\d+)$/gm)].map(([, name = "", value]) => [name, Number(value)]));
    }

    private async logStatistics(): Promise<{ readonly written: number; readonly pending: number }> {
        const text = await this.admin(`stats?filter=${FILE_STATISTICS}`);
        const value = (name: string) => Number(new RegExp(`${name}: (\\d+)`).exec(text)?.[1]);
        return { written: value("write_buffered"), pending: value("write_total_buffered") };
    }

    async dispose(): Promise<void> {
        await this.program.end();
    }
}

function prepareFolder({ folder, identity }: ProxyOptions): void {
    const write = (file: string, content: string) => {
        const target = path.join(folder, file);
        mkdirSync(path.dirname(target), { recursive: true });
        writeFileSync(target, content);
    };
    write("var/run/secrets/tokens/istio-token", identity.token);
    write("var/run/secrets/istio/root-cert.pem", identity.rootCertificate);
    mkdirSync(path.join(folder, "etc/istio/proxy"), { recursive: true });
    mkdirSync(path.join(folder, CERTIFICATES), { recursive: true });
    for (const part of [
        ".",
        "etc/istio/proxy",
        CERTIFICATES,
        "var/run/secrets",
        "var/run/secrets/tokens/istio-token",
    ]) {
        chownSync(path.join(folder, part), PROXY_UID, PROXY_UID);
    }
}

function environmentOf(options: ProxyOptions): Record<string, string> {
    const { pod, trustDomain = "cluster.local", tools, folder, role } = options;
    const istiod = `${ISTIOD_NAME}:${ISTIOD_PORT}`;
    return {
        ...options.environment,
        POD_NAME: pod.name,
        POD_NAMESPACE: pod.namespace,
        INSTANCE_IP: pod.address,
        SERVICE_ACCOUNT: pod.serviceAccount,
        // Or the agent asks the metadata services of every cloud it knows where it runs.
        CLOUD_PLATFORM: "none",
        TRUST_DOMAIN: trustDomain,
        CA_ADDR: istiod,
        ISTIO_META_CLUSTER_ID: CLUSTER_ID,
        ISTIO_META_WORKLOAD_NAME: pod.workload ?? pod.name,
        ISTIO_METAJSON_LABELS: JSON.stringify(pod.labels),
        ...(role === "sidecar" ? { ISTIO_META_INTERCEPTION_MODE: "REDIRECT" } : {}),
        // Where the lab finds the workload's own certificate, as somebody does who has taken the Pod over.
        OUTPUT_CERTS: path.join(path.resolve(folder), CERTIFICATES),
        PROXY_CONFIG: JSON.stringify({
            discoveryAddress: istiod,
            binaryPath: tools.envoy,
            configPath: path.join(path.resolve(folder), "etc/istio/proxy"),
            concurrency: CONCURRENCY,
            fileFlushInterval: FLUSH_INTERVAL,
            proxyStatsMatcher: { inclusionPrefixes: [FILE_STATISTICS, COUNTED] },
        }),
    };
}

async function captureTraffic(namespace: string, folder: string, capture: Capture): Promise<void> {
    const file = path.join(folder, "capture.rules");
    writeFileSync(file, captureRules(capture));
    await runInNamespace(namespace, ["iptables-restore", file]);
}
