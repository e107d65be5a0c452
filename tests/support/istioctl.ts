import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import type { KubernetesObject } from "../../components/resources/planned";
import type { KubernetesObject as LiveObject } from "../../local/src/kubernetes/object";
import { Injection } from "../../local/src/lab/node-agent/injection";
import { consoleProgress } from "../../local/src/tools/console-progress";
import { resolveTools } from "../../local/src/tools/resolve-tools";

const run = promisify(execFile);

/** A hang is a fault of the test, and must end before the test's own limit to say which command it was. */
const TIMEOUT_MILLISECONDS = 60_000;

/** How a mesh injects: what its administrators decide for every workload. */
export interface InjectionSettings {
    /** With the CNI plugin there is no istio-init, and the injector writes its settings into annotations. */
    readonly cni?: boolean;
    /** Ranges that the whole mesh leaves out of capture. */
    readonly excludeIPRanges?: string;
}

/** Of the test perimeter. */
const REGION = "cn-hangzhou";

/** The real istioctl of the pinned Istio, kept away from any cluster. */
export class Istioctl {
    readonly #binary: string;
    readonly #folder = mkdtempSync(join(tmpdir(), "asm-egress-istioctl-"));
    readonly #injections = new Map<string, Injection>();

    private constructor(binary: string) {
        this.#binary = binary;
    }

    static async open(): Promise<Istioctl> {
        const { istioctl } = await resolveTools(["istioctl"], consoleProgress());
        return new Istioctl(istioctl);
    }

    dispose(): void {
        rmSync(this.#folder, { recursive: true, force: true });
    }

    /** The object as the injector of such a mesh leaves it. */
    async inject(object: object, settings: InjectionSettings = {}): Promise<Record<string, unknown>> {
        const [injected] = await this.#injection(settings).inject([object as LiveObject]);
        if (injected === undefined) {
            throw new Error("the injector answered nothing");
        }
        return injected;
    }

    /** The template that the injector makes sidecars of, as text. */
    sidecarTemplate(): Promise<string> {
        return this.#injection({}).sidecarTemplate();
    }

    /** What `istioctl validate` says against the objects, or nothing. */
    async validate(objects: readonly object[]): Promise<string> {
        const file = this.#write("validate.yaml", objects.map((object) => stringify(object)).join("---\n"));
        try {
            await this.#run(["validate", "-f", file]);
            return "";
        } catch (error) {
            return (error as { stderr?: string }).stderr ?? String(error);
        }
    }

    /** What `istioctl analyze` finds in the objects alone. Of files it reads Istio's own kinds only. */
    async analyze(objects: readonly object[]): Promise<AnalysisMessage[]> {
        const file = this.#write("analyze.yaml", objects.map((object) => stringify(object)).join("---\n"));
        return await this.#analyze(["--use-kube=false", "--all-namespaces", file]);
    }

    /** What `istioctl analyze` finds in a namespace of a cluster, workloads included. */
    async analyzeCluster(kubeconfig: string, namespace: string): Promise<AnalysisMessage[]> {
        return await this.#analyze(["--revision", "default", "--kubeconfig", kubeconfig, "--namespace", namespace]);
    }

    async #analyze(args: readonly string[]): Promise<AnalysisMessage[]> {
        try {
            return JSON.parse((await this.#run(["analyze", "--output", "json", ...args])).stdout);
        } catch (error) {
            // Findings make it end with a code other than 0, with the answer on stdout all the same.
            const { stdout } = error as { stdout?: string };
            if (!stdout) {
                throw error;
            }
            return JSON.parse(stdout);
        }
    }

    #injection({ cni = false, excludeIPRanges = "" }: InjectionSettings): Injection {
        const values = [
            ...(cni ? ["pilot.cni.enabled=true"] : []),
            ...(excludeIPRanges === "" ? [] : [`global.proxy.excludeIPRanges=${excludeIPRanges}`]),
        ];
        const key = values.join();
        const folder = join(this.#folder, `injection-${this.#injections.size}`);
        const injection =
            this.#injections.get(key) ?? new Injection({ istioctl: this.#binary, folder, region: REGION, values });
        this.#injections.set(key, injection);
        return injection;
    }

    #write(name: string, text: string): string {
        const file = join(this.#folder, name);
        writeFileSync(file, text);
        return file;
    }

    #run(args: readonly string[]) {
        const KUBECONFIG = join(this.#folder, "no-cluster");
        return run(this.#binary, [...args], {
            timeout: TIMEOUT_MILLISECONDS,
            maxBuffer: 64 * 1024 * 1024,
            env: { PATH: process.env.PATH, HOME: this.#folder, KUBECONFIG },
        });
    }
}

/** One message of `istioctl analyze`. */
export interface AnalysisMessage {
    readonly code: string;
    readonly level: string;
    readonly message: string;
    readonly origin?: string;
}

/** What the analysers say of sound objects: code, what and which objects it is about, and why it is no fault. */
const BENIGN: readonly Excuse[] = [
    {
        code: "IST0129",
        about: /no caCertificates are set/,
        origin: /^DestinationRule istio-egress\//,
        has: /"credentialName":/,
        because:
            "the authorities come with the Secret or ConfigMap of `credentialName`, which the analyser does not look at",
    },
    {
        code: "IST0134",
        about: /ServiceEntry addresses are required for this protocol/,
        origin: /^ServiceEntry istio-egress\//,
        because:
            "what the gateway sees is reached by a route that names the host; only a sidecar makes a listener, and what callers see is not in istio-egress",
    },
];

interface Excuse {
    readonly code: string;
    readonly about: RegExp;
    readonly origin: RegExp;
    /** What the object has to have in it, as JSON. */
    readonly has?: RegExp;
    readonly because: string;
}

/** The messages about the objects that nobody has explained, a line each. */
export function unexplained(messages: readonly AnalysisMessage[], objects: readonly KubernetesObject[] = []): string[] {
    return messages
        .filter((message) => !BENIGN.some((known) => excuses(known, message, objects)))
        .map(({ code, level, origin, message }) => `${level} ${code} ${origin}: ${message}`);
}

function excuses({ code, about, origin, has }: Excuse, said: AnalysisMessage, objects: readonly KubernetesObject[]) {
    const whose = objects.find(
        ({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}` === said.origin,
    );
    return (
        code === said.code &&
        about.test(said.message) &&
        origin.test(said.origin ?? "") &&
        (has === undefined || has.test(JSON.stringify(whose) ?? ""))
    );
}
