import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { NetworkNamespaces } from "../network-namespaces";
import { egressOf } from "../router/cloud-egress";
import type { DropRule } from "../router/drop-counters";
import { podRules } from "../router/network-policies";
import { type Enforced, nftablesOf, TABLE } from "../router/nftables";
import { interfaceRules } from "../router/security-groups";
import type { Machine, RouterWorld } from "./machine";
import { RouterProxy } from "./router-proxy";

const run = promisify(execFile);

/** The router's own address on each of its links, and that of the internet's first machine; neither is part of a VPC. */
const ROUTER = "169.254.255.1";
const INTERNET = "169.254.255.2";
const LINK = "link";
/** Services of the cloud that need no route and no NAT gateway: metadata, DNS, mirrors. https://www.alibabacloud.com/help/en/vpc/vswitch-overview */
const CLOUD_SERVICES = "100.64.0.0/10";

/** How often a rule dropped something since the lab began. */
export interface Drop extends DropRule {
    /** For rules of the proxy: connections and requests. */
    readonly packets: number;
}

/**
 * Machines on one side, the internet on the other, a router between: each machine has a link of its own to it, so that every packet
 * between two of them passes the router, as every packet in a VPC passes the security group of an interface. Until `enforce` is
 * called nothing passes.
 */
export class LabNetwork {
    /** The router's end of each machine's link, by the machine's name. */
    private readonly machines = new Map<string, { readonly address: string; readonly link: string }>();
    private readonly rules = new Map<string, DropRule>();
    private readonly denied = new Map<string, number>();
    private proxy: RouterProxy | undefined;
    private internet: string | undefined;
    private readonly internetAddresses = new Set<string>();
    private links = 0;
    private generation = 1;
    private last: Promise<unknown> = Promise.resolve();

    private constructor(
        private readonly namespaces: NetworkNamespaces,
        private readonly router: string,
        private readonly options: { readonly envoy: string; readonly folder: string },
    ) {}

    /** `folder` is for the router's files; `envoy` its proxy's binary. */
    static async open(lab: string, options: { envoy: string; folder: string }): Promise<LabNetwork> {
        const namespaces = await NetworkNamespaces.open(lab);
        try {
            mkdirSync(options.folder, { recursive: true });
            const router = await namespaces.add({ name: "router", links: [] });
            // Packets with somebody else's source address end at the link they come by (rp_filter), as in a VPC.
            await inside(
                router,
                "sh",
                "-c",
                "cd /proc/sys/net/ipv4 && echo 1 > ip_forward && echo 1 > conf/all/rp_filter",
            );
            const network = new LabNetwork(namespaces, router, options);
            await network.load({ egress: [], interfaces: [], pods: [], inner: [] });
            return network;
        } catch (error) {
            await namespaces.dispose();
            throw error;
        }
    }

    /** Answers the name for `ip netns exec`. */
    async attach({ address, ...machine }: Machine): Promise<string> {
        const taken = [...this.machines.values()].some((other) => other.address === address);
        if (taken || address === ROUTER || address === INTERNET) {
            throw new Error(`${address} of ${machine.name} is taken already`);
        }
        this.links += 1;
        const end = `${LINK}${this.links}`;
        this.machines.set(machine.name, { address, link: end });
        const to = {
            namespace: this.router,
            interface: end,
            addresses: [`${ROUTER}/32`],
            routes: [`${address}/32`],
        };
        const link = { interface: "eth0", to, addresses: [`${address}/32`], gateway: ROUTER };
        return this.namespaces.add({ ...machine, links: [link] });
    }

    /** Ends the programs on a machine and takes it away. */
    async detach(name: string): Promise<void> {
        const machine = this.machines.get(name);
        if (machine === undefined) {
            return;
        }
        // The kernel takes a namespace apart in its own time; the address has to be free at once.
        await run("ip", ["-n", this.router, "link", "delete", machine.link]);
        await this.namespaces.remove(name);
        this.machines.delete(name);
    }

    /** The internet: one namespace beyond the router that holds these addresses, and those of earlier calls. */
    async attachInternet(addresses: readonly string[]): Promise<string> {
        const added = addresses.filter((address) => !this.internetAddresses.has(address));
        for (const address of added) {
            this.internetAddresses.add(address);
        }
        if (this.internet !== undefined) {
            for (const address of added) {
                await run("ip", ["-n", this.internet, "address", "add", `${address}/32`, "dev", "eth0"]);
            }
            return this.internet;
        }
        const own = [INTERNET, ...added].map((address) => `${address}/32`);
        const to = {
            namespace: this.router,
            interface: "outside",
            addresses: [`${ROUTER}/32`],
            routes: [`${INTERNET}/32`],
        };
        this.internet = await this.namespaces.add({
            name: "internet",
            links: [{ interface: "eth0", to, addresses: own, gateway: ROUTER }],
        });
        // What nobody holds is silence, not a packet that comes back.
        await inside(this.internet, "sh", "-c", "echo 0 > /proc/sys/net/ipv4/ip_forward");
        await run("ip", ["-n", this.router, "route", "add", "default", "via", INTERNET, "dev", "outside", "onlink"]);
        return this.internet;
    }

    /**
     * Makes the router enforce this world in place of what it enforced before. Connections that are open then are judged again by
     * the next packet they have: those that the world allows go on.
     */
    enforce(world: RouterWorld): Promise<void> {
        return this.inTurn(async () => {
            const { account, machines, networkPolicies } = world;
            const egress = egressOf(account, new Date());
            const grouped = machines.flatMap(({ address, securityGroupIds = [] }) =>
                securityGroupIds.length === 0 ? [] : [{ address, securityGroupIds }],
            );
            const services = machines.filter(({ kind }) => kind === "controlPlane" || kind === "dns");
            const enforced: Enforced = {
                egress,
                interfaces: interfaceRules(account, grouped),
                pods: podRules(networkPolicies, machines),
                inner: [CLOUD_SERVICES, ...services.map(({ address }) => address)],
            };
            const changed = !this.proxy?.has(RouterProxy.configOf(egress, this.options.folder));
            if (changed) {
                // Nothing is let by a proxy that knows other rules than the packet filter does.
                await this.stopProxy();
            }
            await this.load(enforced);
            if (changed) {
                this.proxy = await RouterProxy.start(this.router, { ...this.options, egress });
            }
        });
    }

    /** What was dropped since the lab began, by rule; rules that dropped nothing are left out. */
    drops(): Promise<readonly Drop[]> {
        return this.inTurn(async () => {
            const { stdout } = await inside(this.router, "nft", "-j", "list", "counters", "table", "ip", TABLE);
            const { nftables } = JSON.parse(stdout) as { nftables: { counter?: { name: string; packets: number } }[] };
            const filtered = nftables.flatMap(({ counter }) => {
                const rule = counter === undefined ? undefined : this.rules.get(counter.name);
                return rule === undefined ? [] : [{ ...rule, packets: counter?.packets ?? 0 }];
            });
            const denied = new Map(this.denied);
            await addDenials(denied, this.proxy);
            const proxied = [...denied].map(([rule, packets]): Drop => ({ layer: "firewall", rule, packets }));
            return [...filtered, ...proxied].filter(({ packets }) => packets > 0);
        });
    }

    async dispose(): Promise<void> {
        await this.inTurn(async () => this.proxy?.stop());
        await this.namespaces.dispose();
    }

    private async load(enforced: Enforced): Promise<void> {
        this.generation += 1;
        const { text, drops } = nftablesOf(enforced, { inside: `${LINK}*`, generation: this.generation });
        const file = path.join(this.options.folder, "rules.nft");
        writeFileSync(file, text);
        await inside(this.router, "nft", "-f", file);
        for (const [name, rule] of drops) {
            this.rules.set(name, rule);
        }
    }

    private async stopProxy(): Promise<void> {
        await addDenials(this.denied, this.proxy);
        await this.proxy?.stop();
        this.proxy = undefined;
    }

    /** One after the other, in the order asked for. */
    private inTurn<T>(action: () => Promise<T>): Promise<T> {
        const result = this.last.then(action);
        this.last = result.catch(() => undefined);
        return result;
    }
}

async function addDenials(to: Map<string, number>, proxy: RouterProxy | undefined): Promise<void> {
    for (const [rule, count] of (await proxy?.denials()) ?? []) {
        to.set(rule, (to.get(rule) ?? 0) + count);
    }
}

function inside(namespace: string, ...command: string[]): Promise<{ stdout: string; stderr: string }> {
    return run("ip", ["netns", "exec", namespace, ...command]);
}
