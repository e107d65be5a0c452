import {
    chmodSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InterruptedError } from "./interrupt";
import { ISTIO_CRDS } from "./istio-crds";
import type { Progress } from "./progress";
import { type ResolveOptions, resolveTools } from "./resolve-tools";
import type { ToolKey } from "./tool-places";
import { BINARY_TOOLS, MODULES_FOLDER } from "./tool-table";

let folder: string;
let said: string[];
let progress: Progress;
let environment: NodeJS.ProcessEnv;

beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "tools-"));
    said = [];
    progress = {
        note: (subject, message) => said.push(`${subject}: ${message}`),
        begin: (subject, doing) => {
            said.push(`${subject}: ${doing}`);
            const end = (text: string) => said.push(`${subject}: ${text}`);
            return { update: () => {}, done: end, fail: end };
        },
    };
    for (const tool of ["pulumi", "etcd", "kube-apiserver", "istio"]) {
        write(`modules/${tool}/go.mod`, `module ${tool}\n`);
        write(`modules/${tool}/go.sum`, "");
    }
    // The shell and its few tools, for the fake binaries; nothing of the machine's own beside them.
    for (const name of ["sh", "sleep", "cat", "chmod"]) {
        script(`system/${name}`, `exec /bin/${name} "$@"`);
    }
    environment = { PATH: [at("path"), at("system")].join(":"), XDG_CACHE_HOME: at("cache"), HOME: at("home") };
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => path.join(folder, name);

function write(name: string, content: string): string {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), content);
    return at(name);
}

function script(name: string, body: string): string {
    const file = write(name, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
    return file;
}

/** A Go that "builds" a file naming the package it was asked for. */
function fakeGo(build = 'printf "%s" "$package" > "$output"'): void {
    script(
        "path/go",
        `[ "$1" = list ] && exit 0
if [ "$1" = mod ]; then echo "{\\"Dir\\": \\"${at("istio-sources")}\\"}"; exit 0; fi
echo "$PWD $*" >> ${at("go.log")}
while [ $# -gt 1 ]; do [ "$1" = -o ] && output=$2; shift; done
package=$1
echo "example.com/package" >&2
${build}`,
    );
}

const refused = async () => "fetch failed";

function resolve<Wanted extends ToolKey>(wanted: readonly Wanted[], options: ResolveOptions = {}) {
    return resolveTools(wanted, progress, { environment, modulesFolder: at("modules"), download: refused, ...options });
}

describe("what the machine has", () => {
    it("an engine of the pinned version on PATH is used, silently", async () => {
        script("home/.pulumi/bin/pulumi", "echo v3.259.0");
        environment.PATH = `${at("home/.pulumi/bin")}:${environment.PATH}`;
        expect(await resolve(["pulumiRoot"])).toEqual({ pulumiRoot: at("home/.pulumi") });
        expect(said).toEqual([]);
    });
    it("an engine outside a folder named bin gets one by a link", async () => {
        script("path/pulumi", "echo v3.300.1");
        const { pulumiRoot } = await resolve(["pulumiRoot"]);
        expect(readFileSync(path.join(pulumiRoot, "bin", "pulumi"), "utf8")).toContain("v3.300.1");
        expect((await resolve(["pulumiRoot"])).pulumiRoot).toBe(pulumiRoot);
    });
    it.each(["v3.258.0", "v4.0.0", "v3.259.0-alpha.1", "no version"])(
        "an engine that says %s is not used",
        async (says) => {
            script("path/pulumi", `echo ${says}`);
            await expect(resolve(["pulumiRoot"])).rejects.toThrow(path.join("path", "pulumi"));
        },
    );
    it("asking an engine for its version does not have it look for a newer one", async () => {
        script("path/bin/pulumi", '[ "$PULUMI_SKIP_UPDATE_CHECK" = true ] && echo v3.259.0');
        environment.PATH = `${at("path/bin")}:${environment.PATH}`;
        await expect(resolve(["pulumiRoot"])).resolves.toBeDefined();
    });
    it("KUBEBUILDER_ASSETS comes before PATH", async () => {
        script("path/etcd", "echo etcd Version: 3.6.0");
        const asset = script("assets/etcd", "echo etcd Version: 3.5.9");
        environment.KUBEBUILDER_ASSETS = at("assets");
        expect(await resolve(["etcd"])).toEqual({ etcd: asset });
    });
    it("an API server in KUBEBUILDER_ASSETS that is too old gives way to the one on PATH", async () => {
        script("assets/kube-apiserver", "echo Kubernetes v1.29.9");
        const newer = script("path/kube-apiserver", "echo Kubernetes v1.30.0");
        environment.KUBEBUILDER_ASSETS = at("assets");
        expect(await resolve(["kubeApiserver"])).toEqual({ kubeApiserver: newer });
    });
    it("a binary that does not run is not used", async () => {
        script("path/etcd", "exit 1");
        await expect(resolve(["etcd"])).rejects.toThrow("does not run");
    });
    describe.each([
        ["istioctl", "istioctl", "istio.io/istio/istioctl/cmd/istioctl", "only the tests need it"],
        ["pilotDiscovery", "pilot-discovery", "istio.io/istio/pilot/cmd/pilot-discovery", "only the lab needs it"],
        ["pilotAgent", "pilot-agent", "istio.io/istio/pilot/cmd/pilot-agent", "only the lab needs it"],
    ] as const)("%s", (key, name, goPackage, neededBy) => {
        it("is built even where the machine has one: what it does depends on its version", async () => {
            script(`path/${name}`, "echo client version: 1.99.0");
            fakeGo();
            const { [key]: file } = await resolve([key]);
            expect(path.basename(file)).toBe(name);
            expect(readFileSync(file, "utf8")).toBe(goPackage);
        });
        it("is named with its version, and who needs it, where it cannot be built", async () => {
            script(`path/${name}`, "echo client version: 1.99.0");
            const message = String(await resolve([key]).catch((error: Error) => error));
            expect(message).toContain(`${name} (built from ${BINARY_TOOLS[name].pin})`);
            expect(message).toContain(neededBy);
        });
        it("is of the version that the CRDs come out of, and a tool of that module", () => {
            const modules = readFileSync(path.join(MODULES_FOLDER, "istio", "go.mod"), "utf8");
            expect(modules).toContain(`\t${ISTIO_CRDS.module} ${BINARY_TOOLS[name].pin} `);
            expect(modules).toContain(`\t${goPackage}\n`);
            expect(BINARY_TOOLS[name].moduleFolder).toBe(ISTIO_CRDS.moduleFolder);
        });
    });
    it("a named file of Istio's CRDs is used", async () => {
        environment.ASM_EGRESS_ISTIO_CRDS = write("crds.yaml", "");
        expect(await resolve(["istioCrds"])).toEqual({ istioCrds: at("crds.yaml") });
    });
    it("a named file of Istio's CRDs that is not there is an error, although Go could fetch them", async () => {
        fakeGo();
        environment.ASM_EGRESS_ISTIO_CRDS = at("elsewhere.yaml");
        await expect(resolve(["istioCrds"])).rejects.toThrow("does not exist");
    });
});

describe("the engine's download", () => {
    it("is preferred to building", async () => {
        fakeGo();
        const download = async (target: string) => {
            mkdirSync(path.join(target, "bin"));
            writeFileSync(path.join(target, "bin", "pulumi"), "");
            return undefined;
        };
        const { pulumiRoot } = await resolve(["pulumiRoot"], { download });
        expect(path.basename(pulumiRoot)).toMatch(/^pulumi-release-v3\.259\.0-/);
        expect(existsSync(at("go.log"))).toBe(false);
        expect(await resolve(["pulumiRoot"])).toEqual({ pulumiRoot });
    });
    it("that is refused says why, leaves nothing and gives way to building", async () => {
        fakeGo();
        const { pulumiRoot } = await resolve(["pulumiRoot"]);
        expect(said).toContain("pulumi: cannot be downloaded: fetch failed");
        expect(readFileSync(path.join(pulumiRoot, "bin", "pulumi"), "utf8")).toBe(
            "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
        );
        expect(readdirSync(at("cache/asm-egress/tools"))).toEqual([path.basename(pulumiRoot)]);
    });
});

describe("building", () => {
    it("happens in the tool's own module, once", async () => {
        fakeGo();
        const { etcd } = await resolve(["etcd"]);
        expect(await resolve(["etcd"])).toEqual({ etcd });
        const log = readFileSync(at("go.log"), "utf8").trim().split("\n");
        expect(log).toHaveLength(1);
        expect(log[0]).toMatch(/modules\/etcd build -v -trimpath -ldflags -s -w -o .* go\.etcd\.io\/etcd\/server\/v3$/);
    });
    it("happens again when the pins change", async () => {
        fakeGo();
        const { etcd } = await resolve(["etcd"]);
        write("modules/etcd/go.sum", "changed");
        expect((await resolve(["etcd"])).etcd).not.toBe(etcd);
    });
    it("that fails tells what the compiler said and leaves nothing", async () => {
        fakeGo('echo "server.go:7: undefined: x" >&2; exit 1');
        await expect(resolve(["etcd"])).rejects.toThrow(
            /building etcd v3\.6\.7 with Go failed: server\.go:7: undefined: x$/,
        );
        expect(readdirSync(at("cache/asm-egress/tools"))).toEqual([]);
    });
    it("that is interrupted ends the compilers and leaves nothing", async () => {
        fakeGo(`echo $$ > ${at("compiler.pid")}; sleep 600`);
        const resolving = resolve(["etcd"]).catch((error: unknown) => error);
        while (!existsSync(at("compiler.pid")) || readFileSync(at("compiler.pid"), "utf8") === "") {
            await delay(10);
        }
        process.emit("SIGINT", "SIGINT");
        expect(await resolving).toBeInstanceOf(InterruptedError);
        const pid = Number(readFileSync(at("compiler.pid"), "utf8"));
        expect(() => process.kill(-pid, 0)).toThrow("ESRCH");
        expect(readdirSync(at("cache/asm-egress/tools"))).toEqual([]);
    });
    it("of Istio's CRDs copies them out of the module's sources", async () => {
        fakeGo();
        write("istio-sources/manifests/charts/base/files/crd-all.gen.yaml", "kind: CustomResourceDefinition\n");
        const { istioCrds } = await resolve(["istioCrds"]);
        expect(readFileSync(istioCrds, "utf8")).toBe("kind: CustomResourceDefinition\n");
    });
});

describe("nothing to be had", () => {
    it("one error names every missing tool and the ways to supply it", async () => {
        const failure = await resolve(["pulumiRoot", "etcd", "kubeApiserver", "istioCrds"]).catch(
            (error: Error) => error,
        );
        expect(String(failure)).toMatchInlineSnapshot(`
          "MissingToolsError: Tools that the local world needs are missing, and cannot be built here: Go is not installed.
            pulumi (v3.259.0 or newer, major 3)
                download: fetch failed
                put it on PATH
            etcd (v3.5.0 or newer, major 3)
                put it on PATH or in the folder that KUBEBUILDER_ASSETS names
            kube-apiserver (v1.30.0 or newer, major 1)
                put it on PATH or in the folder that KUBEBUILDER_ASSETS names
            Istio's CRDs (the pinned release's)
                set ASM_EGRESS_ISTIO_CRDS to a copy of manifests/charts/base/files/crd-all.gen.yaml of Istio's sources
          Installing Go 1.26 or newer supplies all of them: the pinned versions are then built once and kept."
        `);
    });
    it("a Go that is too old is told as Go tells it", async () => {
        script("path/go", 'echo "go: go.mod requires go >= 1.26 (running go 1.22.2; GOTOOLCHAIN=local)" >&2; exit 1');
        await expect(resolve(["etcd"])).rejects.toThrow("requires go >= 1.26 (running go 1.22.2");
    });
});
