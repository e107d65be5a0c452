import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { parse, parseAllDocuments, stringify } from "yaml";
import type { KubernetesObject } from "../../kubernetes/object";

const run = promisify(execFile);
const LIMIT_MILLISECONDS = 60_000;

/** What of a mesh's settings shows in the Pods that it injects. */
export interface InjectionOptions {
    readonly istioctl: string;
    /** For its files; made where it does not exist. */
    readonly folder: string;
    /** Of which ASM's registry is named in images. */
    readonly region: string;
    /** Further values of the installation, such as `pilot.cni.enabled=true`. */
    readonly values?: readonly string[];
}

interface InjectionFiles {
    readonly config: string;
    readonly values: string;
    readonly mesh: string;
}

interface ConfigMap {
    readonly metadata: { readonly name: string };
    readonly data?: Readonly<Record<string, string>>;
}

/** The real injection of the pinned Istio, by its own template, away from any cluster. */
export class Injection {
    private files: Promise<InjectionFiles> | undefined;

    constructor(private readonly options: InjectionOptions) {
        mkdirSync(options.folder, { recursive: true });
    }

    /** The Pods as the injector leaves them, in the same order. */
    async inject(pods: readonly KubernetesObject[]): Promise<KubernetesObject[]> {
        if (pods.length === 0) {
            return [];
        }
        const { config, values, mesh } = await this.settings();
        const settings = ["--injectConfigFile", config, "--valuesFile", values, "--meshConfigFile", mesh];
        const file = this.write("pods.yaml", pods.map((pod) => stringify(pod)).join("---\n"));
        // Without a revision, istioctl waits for a cluster to name its default one.
        const output = await this.istioctl("kube-inject", "--revision", "default", "-f", file, ...settings);
        return parseAllDocuments(output)
            .map((document) => document.toJS() as KubernetesObject | null)
            .filter((pod) => pod !== null);
    }

    /** The template that sidecars are made of. */
    async sidecarTemplate(): Promise<string> {
        const { config } = await this.settings();
        return (parse(readFileSync(config, "utf8")) as { templates: { sidecar: string } }).templates.sidecar;
    }

    private settings(): Promise<InjectionFiles> {
        this.files ??= this.render();
        return this.files;
    }

    /** Template, values and mesh settings, out of the manifests that would install such a mesh. */
    private async render(): Promise<InjectionFiles> {
        const { region, values: further = [] } = this.options;
        const hub = `registry-vpc.${region}.aliyuncs.com/acs`;
        const values = [`global.hub=${hub}`, "global.tag=v1.31.0-aliyun", ...further];
        const sets = values.flatMap((value) => ["--set", `values.${value}`]);
        const manifests = await this.istioctl("manifest", "generate", ...sets);
        // Parsed are the two of interest only: beside them there is a megabyte of CRDs.
        const maps = manifests
            .split(/^---$/m)
            .filter((document) => /^kind: ConfigMap$/m.test(document))
            .map((document) => parse(document) as ConfigMap);
        const entry = (map: string, key: string) => {
            const text = maps.find(({ metadata }) => metadata.name === map)?.data?.[key];
            if (text === undefined) {
                throw new Error(`the manifests of Istio have no ${map} with ${key}`);
            }
            return this.write(`injection-${key}`, text);
        };
        return {
            config: entry("istio-sidecar-injector", "config"),
            values: entry("istio-sidecar-injector", "values"),
            mesh: entry("istio", "mesh"),
        };
    }

    private write(name: string, text: string): string {
        const file = path.join(this.options.folder, name);
        writeFileSync(file, text);
        return file;
    }

    private async istioctl(...args: string[]): Promise<string> {
        const { stdout } = await run(this.options.istioctl, args, {
            timeout: LIMIT_MILLISECONDS,
            maxBuffer: 64 * 1024 * 1024,
            env: {
                PATH: process.env.PATH,
                HOME: this.options.folder,
                KUBECONFIG: path.join(this.options.folder, "none"),
            },
        });
        return stdout;
    }
}
