import { spawnSync } from "node:child_process";
import {
    chmodSync,
    copyFileSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const SCRIPT = fileURLToPath(new URL("../../tools/ensure-installed.mjs", import.meta.url));

let project: string;
let environment: NodeJS.ProcessEnv;

// A project with one package and one workspace member, and an npm that installs by writing npm's own record.
beforeEach(() => {
    project = mkdtempSync(path.join(tmpdir(), "project-"));
    mkdirSync(path.join(project, "tools"));
    copyFileSync(SCRIPT, path.join(project, "tools", "ensure-installed.mjs"));
    write("tools/etcd/go.mod", "module etcd\n\ngo 1.26\n");
    write("member/package.json", "{}");
    lock(packages());
    write(
        "npm.js",
        `const fs = require("fs"), root = ${JSON.stringify(project)};
fs.appendFileSync(root + "/npm.log", process.argv.slice(2).join(" ") + "\\n");
if (process.env.NPM_FAILS) process.exit(7);
const { packages } = JSON.parse(fs.readFileSync(root + "/package-lock.json"));
delete packages[""];
for (const [name, entry] of Object.entries(packages)) if (entry.optional) delete packages[name];
fs.mkdirSync(root + "/node_modules/.bin", { recursive: true });
fs.mkdirSync(root + "/node_modules/member", { recursive: true });
fs.writeFileSync(root + "/node_modules/.package-lock.json", JSON.stringify({ packages }));
fs.writeFileSync(root + "/node_modules/.bin/node", "#!/bin/sh\\n", { mode: 0o755 });`,
    );
    executable("path/go", "");
    environment = {
        PATH: path.join(project, "path"),
        HOME: project,
        npm_execpath: path.join(project, "npm.js"),
        npm_node_execpath: process.execPath,
    };
});
afterEach(() => rmSync(project, { recursive: true }));

function write(name: string, content: string): void {
    mkdirSync(path.dirname(path.join(project, name)), { recursive: true });
    writeFileSync(path.join(project, name), content);
}

function executable(name: string, body: string): void {
    write(name, `#!/bin/sh\n${body}\n`);
    chmodSync(path.join(project, name), 0o755);
}

function packages(): Record<string, object> {
    return {
        "": { name: "project" },
        "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
        "node_modules/for-other-platforms": { version: "1.0.0", optional: true },
        "node_modules/member": { resolved: "member", link: true },
        member: { version: "0.1.0", dependencies: { a: "1.0.0" } },
    };
}

function lock(content: Record<string, object>): void {
    write("package-lock.json", JSON.stringify({ packages: content }));
}

function ensure(more: NodeJS.ProcessEnv = {}) {
    const script = path.join(project, "tools", "ensure-installed.mjs");
    const { status, stderr, stdout } = spawnSync(process.execPath, [script], {
        env: { ...environment, ...more },
        encoding: "utf8",
    });
    return { status, said: stderr + stdout };
}

function npmRuns(): number {
    const log = path.join(project, "npm.log");
    return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").length : 0;
}

describe("packages", () => {
    it("a fresh checkout is installed by npm ci, which is said in one line", () => {
        expect(ensure()).toEqual({ status: 0, said: "asm-egress: no packages are installed: running npm ci\n" });
        expect(readFileSync(path.join(project, "npm.log"), "utf8")).toBe("ci --loglevel=error\n");
    });
    it("what is installed already is left alone, silently", () => {
        ensure();
        expect(ensure()).toEqual({ status: 0, said: "" });
        expect(npmRuns()).toBe(1);
    });
    it.each<[string, (content: Record<string, object>) => void]>([
        [
            "a newer version",
            (content) => Object.assign(content, { "node_modules/a": { version: "1.0.1", integrity: "sha512-a" } }),
        ],
        [
            "other contents of the same version",
            (content) => Object.assign(content, { "node_modules/a": { version: "1.0.0", integrity: "sha512-b" } }),
        ],
        ["an added package", (content) => Object.assign(content, { "node_modules/b": { version: "1.0.0" } })],
        [
            "a changed workspace member",
            (content) => Object.assign(content, { member: { version: "0.1.0", dependencies: { a: "^1.0.0" } } }),
        ],
    ])("%s in the lock file is installed", (_, change) => {
        ensure();
        const content = packages();
        change(content);
        lock(content);
        expect(ensure().said).toContain("is not as package-lock.json says: running npm ci");
        expect(ensure().said).toBe("");
        expect(npmRuns()).toBe(2);
    });
    it("a package for other platforms is not missed", () => {
        ensure();
        const content = packages();
        content["node_modules/for-yet-another"] = { version: "1.0.0", optional: true };
        lock(content);
        expect(ensure()).toEqual({ status: 0, said: "" });
    });
    it("a pinned Node that does not run is installed again", () => {
        ensure();
        executable("node_modules/.bin/node", "exit 1");
        expect(ensure().said).toContain("the pinned Node does not run: running npm ci");
        expect(ensure().said).toBe("");
    });

    it("a failing npm ci stops the script that wanted it, with npm's status", () => {
        const { status, said } = ensure({ NPM_FAILS: "1" });
        expect(status).toBe(7);
        expect(said).toContain("npm ci failed");
    });
});

describe("Go", () => {
    beforeEach(() => {
        ensure();
        rmSync(path.join(project, "path", "go"));
    });

    it("is not asked for when the machine has the tools", () => {
        for (const tool of ["pulumi", "etcd", "kube-apiserver"]) {
            executable(`path/${tool}`, "");
        }
        expect(ensure({ ASM_EGRESS_ISTIO_CRDS: "/crds.yaml" })).toEqual({ status: 0, said: "" });
    });
    it("is not asked for when the cache has them", () => {
        for (const tool of ["pulumi", "etcd", "kube-apiserver"]) {
            executable(`.cache/asm-egress/tools/${tool}-0123/bin/${tool}`, "");
        }
        write(".cache/asm-egress/tools/istio-crds-0123/crd-all.gen.yaml", "");
        expect(ensure()).toEqual({ status: 0, said: "" });
    });
    it("is said to be missing, with what it is needed for, where it cannot be installed", () => {
        executable("path/etcd", "");
        const { status, said } = ensure();
        expect(status).toBe(0);
        expect(said).toBe(
            "asm-egress: pulumi, kube-apiserver, Istio's CRD file are not on this machine, and Go is not there to build them: install Go 1.26 or newer\n",
        );
    });
    it.runIf(process.getuid?.() === 0)(
        "is installed from Debian where that is allowed, and said so (skipped without root: only root may install)",
        () => {
            executable(
                "path/apt-get",
                `echo "$*" >> ${project}/apt.log\necho '#!/bin/sh' > ${project}/path/go; /bin/chmod +x ${project}/path/go`,
            );
            const { status, said } = ensure();
            expect({ status, said }).toMatchObject({
                status: 0,
                said: expect.stringContaining("installing Go from Debian"),
            });
            expect(said).not.toContain("will not do");
            expect(readFileSync(path.join(project, "apt.log"), "utf8")).toBe(
                "update\ninstall -y --no-install-recommends golang-go\n",
            );
        },
    );
    it.runIf(process.getuid?.() === 0)(
        "that Debian has is told to be too old when it is (skipped without root: only root may install)",
        () => {
            const old = "echo 'go: go.mod requires go >= 1.26 (running go 1.19)' >&2; exit 1";
            executable(
                "path/apt-get",
                `printf '#!/bin/sh\\n%s\\n' "${old}" > ${project}/path/go; /bin/chmod +x ${project}/path/go`,
            );
            const { said } = ensure();
            expect(said).toContain("Debian's Go will not do: go: go.mod requires go >= 1.26 (running go 1.19)");
            expect(said).toContain("install Go 1.26 or newer by hand");
        },
    );
    it.runIf(process.getuid?.() === 0)(
        "that apt-get cannot fetch is told in one line (skipped without root: only root may install)",
        () => {
            executable("path/apt-get", "exit 100");
            expect(ensure().said).toContain("apt-get update failed; install Go 1.26 or newer by hand");
        },
    );
});
