import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { isRunning, ownIdentity, type ProcessIdentity, parseIdentity } from "../processes/process-identity";
import { withInterrupt } from "../tools/interrupt";

const run = promisify(execFile);

/** `ip netns exec` mounts the files below the namespace's name over those of `/etc`. */
const FILES = "/etc/netns";
const PREFIX = "aelab";
/** Who made which: not beside the files above, each of which would be mounted. Gone after a boot, as the namespaces are. */
const OWNERS = "/run/asm-egress/lab";

/** One machine of the lab: a network namespace with its links. */
export interface NamespaceRequest {
    /** Lower-case letters, digits and hyphens; unique in the lab. */
    readonly name: string;
    readonly links: readonly LinkRequest[];
    /** Lines of its `/etc/hosts` beyond localhost. */
    readonly hosts?: Readonly<Record<string, string>>;
    /** Where its `/etc/resolv.conf` points. */
    readonly nameserver?: string;
    /** Files in place of those below `/etc`, by path: `ssl/certs/ca-certificates.crt` and what it holds. */
    readonly files?: Readonly<Record<string, string>>;
}

export interface LinkRequest {
    /** Name inside the namespace, at most 15 characters. */
    readonly interface: string;
    /** A switch, whose links reach each other as machines on one cable do, or the interface of another namespace. */
    readonly to: string | LinkEnd;
    /** With their prefix lengths, such as `10.0.1.9/24`. */
    readonly addresses: readonly string[];
    /**
     * Default gateway, on this link whatever the addresses' prefixes say. It is another namespace's address: no namespace has
     * a link out of the lab.
     */
    readonly gateway?: string;
}

/** The other end of a cable between two namespaces; it goes with either of them. */
interface LinkEnd {
    /** As `add` answered it. */
    readonly namespace: string;
    readonly interface: string;
    readonly addresses: readonly string[];
    /** What is reached at this end of the cable. */
    readonly routes: readonly string[];
}

/**
 * The namespaces of one lab. Their switches are bridges in a namespace of its own, so the machine's own network is not touched
 * at all and there is no way from the lab to it. Names carry the lab, and a file of each says its owner: `removeAbandoned` finds
 * what a killed process left.
 */
export class NetworkNamespaces {
    private readonly made = new Map<string, string>();
    private readonly switches = new Set<string>();
    private links = 0;

    private constructor(
        private readonly lab: string,
        private readonly hub: string,
    ) {}

    /** `lab` is a short id of letters and digits, one per running lab of this machine. */
    static async open(lab: string): Promise<NetworkNamespaces> {
        await removeAbandoned();
        const namespaces = new NetworkNamespaces(lab, nameOf(lab, "hub"));
        try {
            await namespaces.make("hub", namespaces.hub);
        } catch (error) {
            await namespaces.dispose();
            throw error;
        }
        return namespaces;
    }

    /** Makes one namespace and answers the name by which `ip netns exec` knows it. */
    async add(request: NamespaceRequest): Promise<string> {
        const name = nameOf(this.lab, request.name);
        await this.make(request.name, name);
        const folder = path.join(FILES, name);
        const hosts = Object.entries({ localhost: "127.0.0.1", ...request.hosts });
        writeFileSync(path.join(folder, "hosts"), hosts.map(([host, address]) => `${address} ${host}\n`).join(""));
        const nameserver = request.nameserver === undefined ? "" : `nameserver ${request.nameserver}\n`;
        writeFileSync(path.join(folder, "resolv.conf"), `${nameserver}options timeout:1 attempts:1\n`);
        for (const [file, content] of Object.entries(request.files ?? {})) {
            replaceFile(folder, file, content);
        }
        for (const link of request.links) {
            await this.connect(name, link);
        }
        return name;
    }

    /** Ends the programs in one of them and removes it, as `dispose` does with all. */
    async remove(role: string): Promise<void> {
        const name = this.made.get(role);
        if (name !== undefined) {
            await remove(name);
            this.made.delete(role);
        }
    }

    /** Ends the programs in them and removes them all, with every interface, route and rule they hold. */
    async dispose(): Promise<void> {
        for (const name of [...this.made.values()].reverse()) {
            await remove(name);
        }
        this.made.clear();
    }

    private async make(role: string, name: string): Promise<void> {
        if (this.made.has(role)) {
            throw new Error(`the lab ${this.lab} has a namespace ${role} already`);
        }
        // The owner is written first: a namespace without one could never be told from somebody else's.
        mkdirSync(OWNERS, { recursive: true });
        writeFileSync(path.join(OWNERS, name), JSON.stringify(ownIdentity()));
        mkdirSync(path.join(FILES, name), { recursive: true });
        this.made.set(role, name);
        await ip("netns", "add", name);
        await ip("-n", name, "link", "set", "lo", "up");
    }

    private async connect(name: string, link: LinkRequest): Promise<void> {
        const { to } = link;
        if (typeof to === "string") {
            await this.plugIn(name, link.interface, to);
        } else {
            const peer = ["peer", "name", to.interface, "netns", to.namespace];
            await ip("-n", name, "link", "add", link.interface, "type", "veth", ...peer);
            await bringUp(to.namespace, to);
            for (const route of to.routes) {
                await ip("-n", to.namespace, "route", "add", route, "dev", to.interface);
            }
        }
        await bringUp(name, link);
        if (link.gateway !== undefined) {
            await ip("-n", name, "route", "add", "default", "via", link.gateway, "dev", link.interface, "onlink");
        }
    }

    private async plugIn(name: string, plug: string, bridge: string): Promise<void> {
        if (!this.switches.has(bridge)) {
            this.switches.add(bridge);
            await ip("-n", this.hub, "link", "add", bridge, "type", "bridge");
            await ip("-n", this.hub, "link", "set", bridge, "up");
        }
        this.links += 1;
        const port = `port${this.links}`;
        await ip("-n", this.hub, "link", "add", port, "type", "veth", "peer", "name", plug, "netns", name);
        await ip("-n", this.hub, "link", "set", port, "master", bridge, "up");
    }
}

/** The lab speaks IPv4 only, as the vSwitches of the simulated cloud do: without this, neighbours would find each other by IPv6. */
async function bringUp(namespace: string, end: Pick<LinkEnd, "interface" | "addresses">): Promise<void> {
    await ip("-n", namespace, "link", "set", end.interface, "addrgenmode", "none");
    for (const address of end.addresses) {
        await ip("-n", namespace, "address", "add", address, "dev", end.interface);
    }
    await ip("-n", namespace, "link", "set", end.interface, "up");
}

/** `ip netns exec` mounts entries of `/etc` and nothing deeper: a folder is taken whole, with the one file in it exchanged. */
function replaceFile(folder: string, file: string, content: string): void {
    const target = path.join(folder, file);
    const top = file.split("/")[0] ?? file;
    if (path.relative(folder, target).startsWith("..") || path.isAbsolute(file)) {
        throw new Error(`"${file}" is not below /etc`);
    }
    if (top !== file && !existsSync(path.join(folder, top)) && existsSync(path.join("/etc", top))) {
        cpSync(path.join("/etc", top), path.join(folder, top), { recursive: true, verbatimSymlinks: true });
    }
    mkdirSync(path.dirname(target), { recursive: true });
    rmSync(target, { force: true });
    writeFileSync(target, content);
}

/** Runs `action` with the namespaces of one lab, and removes them however it ends; on Ctrl-C the signal aborts first. */
export function withNamespaces<T>(
    lab: string,
    action: (namespaces: NetworkNamespaces, signal: AbortSignal) => Promise<T>,
): Promise<T> {
    return withInterrupt(async (signal) => {
        const namespaces = await NetworkNamespaces.open(lab);
        try {
            return await action(namespaces, signal);
        } finally {
            await namespaces.dispose();
        }
    });
}

/** Removes the namespaces of labs whose process has ended without doing so: killed, or the machine went down. */
export async function removeAbandoned(): Promise<void> {
    for (const name of labNames()) {
        const owner = ownerOf(name);
        if (owner !== undefined && !isRunning(owner)) {
            await remove(name);
        }
    }
}

function nameOf(lab: string, role: string): string {
    if (!/^[a-z0-9]{1,12}$/.test(lab) || !/^[a-z0-9-]{1,63}$/.test(role)) {
        throw new Error(`"${lab}" and "${role}" cannot be part of a namespace's name: letters, digits and hyphens`);
    }
    return `${PREFIX}-${lab}-${role}`;
}

function labNames(): string[] {
    try {
        return readdirSync(OWNERS).filter((name) => name.startsWith(`${PREFIX}-`));
    } catch {
        // Nobody on this machine has had a lab since it was started.
        return [];
    }
}

function ownerOf(name: string): ProcessIdentity | undefined {
    try {
        return parseIdentity(readFileSync(path.join(OWNERS, name), "utf8"));
    } catch {
        return undefined;
    }
}

async function remove(name: string): Promise<void> {
    if (await exists(name)) {
        const { stdout } = await run("ip", ["netns", "pids", name]);
        for (const pid of stdout.split(/\s+/).filter((text) => text !== "")) {
            end(Number(pid));
        }
        await ip("netns", "delete", name);
    }
    rmSync(path.join(FILES, name), { recursive: true, force: true });
    rmSync(path.join(OWNERS, name), { force: true });
}

/** A namespace lives on while a process is in it, with its addresses; the lab's own have nothing to lose. */
function end(pid: number): void {
    try {
        process.kill(pid, "SIGKILL");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
            throw error;
        }
    }
}

async function exists(name: string): Promise<boolean> {
    const { stdout } = await run("ip", ["netns", "list"]);
    return stdout.split("\n").some((line) => line.split(" ")[0] === name);
}

async function ip(...args: string[]): Promise<void> {
    try {
        await run("ip", args);
    } catch (error) {
        const { stderr = "" } = error as { stderr?: string };
        throw new Error(`ip ${args.join(" ")} failed: ${stderr.trim() || String(error)}`);
    }
}
