import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse, stringify } from "yaml";
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

interface ConfigMap {
    readonly metadata: { readonly name: string };
    readonly data?: Record<string, string>;
}

/** Where the images come from: ASM's registry, in the region of the test perimeter. */
const HUB = "registry-vpc.cn-hangzhou.aliyuncs.com/acs";

/** The real istioctl of the pinned Istio, kept away from any cluster. */
export class Istioctl {
    readonly #binary: string;
    readonly #folder = mkdtempSync(join(tmpdir(), "asm-egress-istioctl-"));
    readonly #settings = new Map<string, Promise<string[]>>();

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
        const files = await this.#injection(settings);
        const file = this.#write("inject.yaml", stringify(object));
        // Without a revision, istioctl waits for a cluster to name its default one.
        const { stdout } = await this.#run(["kube-inject", "--revision", "default", "-f", file, ...files]);
        // What follows the last document is a separator.
        return parse(stdout.replace(/^---\s*$/m, ""));
    }

    /** The template that the injector makes sidecars of, as text. */
    async sidecarTemplate(): Promise<string> {
        const [, file = ""] = await this.#injection({});
        return parse(readFileSync(file, "utf8")).templates.sidecar;
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

    /** The settings of injection as files, out of the manifests that would install such a mesh. */
    #injection(settings: InjectionSettings): Promise<string[]> {
        const key = JSON.stringify(settings);
        const known = this.#settings.get(key) ?? this.#renderInjection(settings, `settings-${this.#settings.size}`);
        this.#settings.set(key, known);
        return known;
    }

    async #renderInjection(settings: InjectionSettings, name: string): Promise<string[]> {
        const values = [
            `global.hub=${HUB}`,
            "global.tag=v1.31.0-aliyun",
            ...(settings.cni ? ["pilot.cni.enabled=true"] : []),
            ...(settings.excludeIPRanges ? [`global.proxy.excludeIPRanges=${settings.excludeIPRanges}`] : []),
        ];
        const sets = values.flatMap((value) => ["--set", `values.${value}`]);
        const { stdout } = await this.#run(["manifest", "generate", ...sets]);
        // Parsed are the two of interest only: beside them there is a megabyte of CRDs.
        const maps = stdout
            .split(/^---$/m)
            .filter((document) => /^kind: ConfigMap$/m.test(document))
            .map((document) => parse(document) as ConfigMap);
        const data = (map: string, entry: string) => {
            const text = maps.find(({ metadata }) => metadata.name === map)?.data?.[entry];
            if (text === undefined) {
                throw new Error(`the manifests have no ${map} with ${entry}`);
            }
            return this.#write(`${name}-${entry}`, text);
        };
        return [
            ...["--injectConfigFile", data("istio-sidecar-injector", "config")],
            ...["--valuesFile", data("istio-sidecar-injector", "values")],
            ...["--meshConfigFile", data("istio", "mesh")],
        ];
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
    readonly because: string;
}

/** The messages that nobody has explained, a line each. */
export function unexplained(messages: readonly AnalysisMessage[]): string[] {
    return messages
        .filter((message) => !BENIGN.some((known) => excuses(known, message)))
        .map(({ code, level, origin, message }) => `${level} ${code} ${origin}: ${message}`);
}

function excuses({ code, about, origin }: Excuse, message: AnalysisMessage): boolean {
    return code === message.code && about.test(message.message) && origin.test(message.origin ?? "");
}
