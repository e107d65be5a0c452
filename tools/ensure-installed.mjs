// Runs before npm's start, test and local scripts, on whatever Node the machine has (18 or newer) and without dependencies:
// installs the packages that the lock file names when they are not there, and Go where it is needed and may be installed.
// Silent when nothing is missing.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const modules = path.join(root, "node_modules");
const pinnedNode = path.join(modules, ".bin", "node");
const stamp = path.join(modules, ".asm-egress-installed");

const reason = whyInstall();
if (reason !== undefined) {
    installPackages(reason);
}
ensureGo();

/** Why `npm ci` has to run, or undefined. */
function whyInstall() {
    const lockFile = path.join(root, "package-lock.json");
    const installedFile = path.join(modules, ".package-lock.json");
    if (!existsSync(installedFile)) {
        return "no packages are installed";
    }
    const lock = readFileSync(lockFile, "utf8");
    const installed = readFileSync(installedFile, "utf8");
    // Looking closely happens once per change: starting the pinned Node alone takes longer than all the rest.
    const state = createHash("sha256")
        .update(JSON.stringify([lock, installed, describeFile(pinnedNode)]))
        .digest("hex");
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === state) {
        return undefined;
    }
    const stale = firstDifference(JSON.parse(lock).packages, JSON.parse(installed).packages);
    if (stale !== undefined) {
        return `${stale} is not as package-lock.json says`;
    }
    if (!runs(pinnedNode)) {
        return "the pinned Node does not run";
    }
    writeFileSync(stamp, state);
    return undefined;
}

/** First package, workspace members included, that npm's record of what it installed lacks or has otherwise. */
function firstDifference(wanted, installed) {
    for (const [name, entry] of Object.entries(wanted)) {
        const present = installed[name];
        if (name === "" || (present === undefined && (entry.optional || entry.devOptional || entry.peer))) {
            continue;
        }
        const same = ["version", "integrity", "link"].every((field) => present?.[field] === entry[field]);
        if (!same || (entry.link && !existsSync(path.join(root, name)))) {
            return name;
        }
        // A member's own dependencies: a change there need not change any package of the tree.
        for (const field of ["dependencies", "devDependencies"]) {
            if (JSON.stringify(present[field]) !== JSON.stringify(entry[field])) {
                return name;
            }
        }
    }
    return undefined;
}

function installPackages(why) {
    say(`${why}: running npm ci`);
    const { status, error } = npm(["ci"]);
    if (status !== 0) {
        say(`npm ci failed${error ? `: ${error.message}` : ""}; what it printed above says why`);
        process.exit(status ?? 1);
    }
    const left = whyInstall();
    if (left !== undefined) {
        say(`after npm ci, still: ${left}; going on with Node ${process.version}`);
    }
}

/** The npm that runs this script, with the Node it runs on: the pinned one may be about to be replaced. */
function npm(args) {
    const { npm_execpath: script, npm_node_execpath: node } = process.env;
    const [command, ...first] = script?.endsWith(".js") ? [node ?? process.execPath, script] : ["npm"];
    // `npm --silent` hands its silence on to every npm below it, errors included.
    return spawnSync(command, [...first, ...args, "--loglevel=error"], { cwd: root, stdio: "inherit" });
}

/** Go builds the real binaries of the local world where they are not on the machine. git only helps Go with odd modules. */
function ensureGo() {
    const missing = missingTools();
    if (missing.length === 0 || onPath("go") !== undefined) {
        return;
    }
    const need = `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not on this machine`;
    if (process.getuid?.() !== 0 || onPath("apt-get") === undefined) {
        say(`${need}, and Go is not there to build them: install Go ${goNeeded()} or newer`);
        return;
    }
    say(`${need}: installing Go from Debian to build them (apt-get install golang-go)`);
    const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    for (const args of [["update"], ["install", "-y", "--no-install-recommends", "golang-go"]]) {
        if (spawnSync("apt-get", args, { stdio: "inherit", env: environment }).status !== 0) {
            say(`apt-get ${args[0]} failed; install Go ${goNeeded()} or newer by hand`);
            return;
        }
    }
    // Debian's Go may be older than the modules ask for; Go can fetch a newer self, where the network lets it.
    const check = spawnSync("go", ["list", "-m"], { cwd: path.join(root, "tools", "etcd"), encoding: "utf8" });
    if (check.status !== 0) {
        say(`Debian's Go will not do: ${(check.stderr || String(check.error)).trim()}`);
        say(`install Go ${goNeeded()} or newer by hand`);
    }
}

/** Names only: whether what is there will do is for the local world to judge, and to say. */
function missingTools() {
    const { env } = process;
    const cacheHome = path.isAbsolute(env.XDG_CACHE_HOME ?? "") ? env.XDG_CACHE_HOME : path.join(homedir(), ".cache");
    const cache = path.join(cacheHome, "asm-egress", "tools");
    const cached = existsSync(cache) ? readdirSync(cache) : [];
    const inCache = (name, file) =>
        cached.some((folder) => folder.startsWith(`${name}-`) && existsSync(path.join(cache, folder, file)));
    const assets = env.KUBEBUILDER_ASSETS;
    const binary = (name) =>
        inCache(name, path.join("bin", name)) ||
        onPath(name) !== undefined ||
        (name !== "pulumi" && assets !== undefined && isExecutable(path.join(assets, name)));
    return [
        ...["pulumi", "etcd", "kube-apiserver"].filter((name) => !binary(name)),
        ...(env.ASM_EGRESS_ISTIO_CRDS || inCache("istio-crds", "crd-all.gen.yaml") ? [] : ["Istio's CRD file"]),
    ];
}

function goNeeded() {
    return /^go (\d+\.\d+)/m.exec(readFileSync(path.join(root, "tools", "etcd", "go.mod"), "utf8"))?.[1] ?? "1.26";
}

function onPath(name) {
    return (process.env.PATH ?? "")
        .split(path.delimiter)
        .filter((folder) => path.isAbsolute(folder))
        .map((folder) => path.join(folder, name))
        .find(isExecutable);
}

function isExecutable(file) {
    try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
    } catch {
        return false;
    }
}

function describeFile(file) {
    try {
        const { size, mtimeMs, ino } = statSync(file);
        return [size, mtimeMs, ino];
    } catch {
        return null;
    }
}

function runs(binary) {
    try {
        execFileSync(binary, ["--version"], { stdio: "ignore" });
        return true;
    } catch {
        return false;
    }
}

function say(message) {
    process.stderr.write(`asm-egress: ${message}\n`);
}
