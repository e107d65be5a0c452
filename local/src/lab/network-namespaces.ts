import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/** One machine of the lab: a network namespace with one interface on the lab's switch. */
export interface NamespaceRequest {
    /** Lower-case letters, digits and hyphens; unique in the lab. */
    readonly name: string;
    /** Address with its prefix length, such as `10.0.1.9/24`, and where traffic to everywhere else goes. */
    readonly links: readonly LinkRequest[];
    /** Lines of its `/etc/hosts` beyond localhost. */
    readonly hosts?: Readonly<Record<string, string>>;
    /** Where its `/etc/resolv.conf` points. */
    readonly nameserver?: string;
}

export interface LinkRequest {
    /** Name inside the namespace, at most 15 characters. */
    readonly interface: string;
    /** Links of one switch reach each other, as machines on one cable do. */
    readonly switch: string;
    readonly addresses: readonly string[];
    /** Default gateway. It is another namespace's address: no namespace has a link out of the lab. */
    readonly gateway?: string;
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
        for (const link of request.links) {
            await this.connect(name, link);
        }
        return name;
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
        if (!this.switches.has(link.switch)) {
            this.switches.add(link.switch);
            await ip("-n", this.hub, "link", "add", link.switch, "type", "bridge");
            await ip("-n", this.hub, "link", "set", link.switch, "up");
        }
        this.links += 1;
        const port = `port${this.links}`;
        await ip("-n", this.hub, "link", "add", port, "type", "veth", "peer", "name", link.interface, "netns", name);
        await ip("-n", this.hub, "link", "set", port, "master", link.switch, "up");
        for (const address of link.addresses) {
            await ip("-n", name, "address", "add", address, "dev", link.interface);
        }
        await ip("-n", name, "link", "set", link.interface, "up");
        if (link.gateway !== undefined) {
            await ip("-n", name, "route", "add", "default", "via", link.gateway);
        }
    }
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
    if (!/^[a-z0-9]{1,12}$/.test(lab) || !/^[a-z0-9-]{1,40}$/.test(role)) {
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
