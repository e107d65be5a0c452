import { type ChildProcessWithoutNullStreams, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPolicy } from "../../alicloud/account/nat-firewall-policy";
import type { NatFirewallPolicyRequest } from "../../alicloud/account/objects";
import { createSecurityGroup } from "../../alicloud/account/security-group";
import { authorizeRule } from "../../alicloud/account/security-group-rule";
import { createSnatEntry } from "../../alicloud/account/snat-entry";
import { addFirewall, addVswitch, everything, policyRequest, smallAccount } from "../../alicloud/testing/small-account";
import type { KubernetesObject } from "../../kubernetes/object";
import { envoyInCache } from "../../tools/envoy-wheel";
import { missingForLab, thisMachine } from "../requirements";
import type { Layer } from "../router/drop-counters";
import { type Drop, LabNetwork } from "./lab-network";
import type { MachineRole, RouterWorld } from "./machine";

const run = promisify(execFile);
const envoy = envoyInCache();
const missing = [...missingForLab(thisMachine()), ...(envoy === undefined ? ["Envoy in the cache"] : [])];

const STRIPE = "203.0.113.10";
const EVIL = "203.0.113.66";
const METADATA = "100.100.100.200";
const PAYMENTS = "10.0.1.9";
const WORKER = "10.0.2.9";
const GATEWAY = "10.0.3.9";
const ISTIOD = "10.9.0.9";

/** Listens on the ports; sends where the connection came from at once and then a tick ever so often. */
const SERVER = `
const ports = process.argv.slice(1);
for (const port of ports)
    require("node:net").createServer((socket) => {
        socket.on("error", () => {});
        socket.write("from " + socket.remoteAddress + "\\n");
        const timer = setInterval(() => socket.write("tick\\n"), 50);
        socket.on("close", () => clearInterval(timer));
    }).listen(Number(port), "0.0.0.0", () => console.log("ready"));
`;
/** Prints the first line it is sent, or how the attempt ended. */
const PROBE = `
const [host, port, say = ""] = process.argv.slice(1);
const socket = require("node:net").connect({ host, port: Number(port) });
const finish = (text) => { process.stdout.write(text); process.exit(); };
socket.on("connect", () => say !== "" && socket.write(say));
socket.on("data", (data) => finish(String(data).split("\\n")[0]));
socket.on("error", ({ code }) => finish(code)).on("close", () => finish("closed"));
setTimeout(() => finish("silence"), 1500);
`;
/** Stays connected and prints what it is sent. */
const LISTENER = `
const [host, port, say = ""] = process.argv.slice(1);
const socket = require("node:net").connect({ host, port: Number(port) });
socket.on("connect", () => say !== "" && socket.write(say));
socket.on("error", () => {}).on("data", (data) => process.stdout.write(data)).on("close", () => console.log("closed"));
`;

describe.skipIf(missing.length > 0)(
    `the lab's network (skipped where the lab lacks: ${missing.join("; ") || "nothing"})`,
    { timeout: 60_000 },
    () => {
        let network: LabNetwork;
        let folder: string;
        let world: RouterWorld;
        let names: Record<"payments" | "worker" | "gateway" | "istiod", string>;

        beforeAll(async () => {
            world = fencedWorld();
            folder = mkdtempSync(path.join(tmpdir(), "lab-network-"));
            network = await LabNetwork.open(`n${process.pid}`, { envoy: envoy ?? "", folder });
            const attach = (name: string, address: string) => network.attach({ name, address });
            names = {
                payments: await attach("payments", PAYMENTS),
                worker: await attach("worker", WORKER),
                gateway: await attach("gateway", GATEWAY),
                istiod: await attach("istiod", ISTIOD),
            };
            const internet = await network.attachInternet([STRIPE, EVIL]);
            expect(await network.attachInternet([METADATA, STRIPE])).toBe(internet);
            for (const [name, ...ports] of [
                [internet, "80", "443", "8080", "9000"],
                [names.gateway, "8443", "9000"],
                [names.istiod, "15012"],
                [names.worker, "10250"],
            ] as const) {
                await once(inside(name, SERVER, ...ports).stdout, "data");
            }
            await network.enforce(world);
        }, 60_000);

        afterAll(async () => {
            await network?.dispose();
            rmSync(folder, { recursive: true, force: true });
        });

        const probe = async (from: keyof typeof names, to: string, port: number, say = "") =>
            (await run("ip", ["netns", "exec", names[from], process.execPath, "-e", PROBE, to, String(port), say]))
                .stdout;

        /** The rules that dropped something meanwhile. */
        async function dropping(action: () => Promise<unknown>): Promise<string[]> {
            const before = await network.drops();
            await action();
            return (await network.drops())
                .filter((drop) => drop.packets > countOf(before, drop))
                .map(({ layer, rule }) => `${layer}: ${rule}`);
        }

        it.each<[keyof typeof names, string, number, string]>([
            ["payments", GATEWAY, 8443, PAYMENTS],
            ["payments", ISTIOD, 15012, PAYMENTS],
            ["istiod", WORKER, 10250, ISTIOD],
            ["worker", METADATA, 80, WORKER],
            ["gateway", STRIPE, 9000, "198.51.100.1"],
        ])("%s reaches %s:%i, seen from there as %s", async (from, to, port, source) => {
            const seen = source.startsWith("198.") ? publicAddress(world) : source;
            expect(await dropping(async () => expect(await probe(from, to, port)).toBe(`from ${seen}`))).toEqual([]);
        });

        const byPolicy = "NetworkPolicy billing/fence: no egress rule accepts it for billing/payments";
        const outOfGateway = `security group of ${GATEWAY}, egress`;
        it.each<[keyof typeof names, string, number, Layer, string]>([
            ["payments", STRIPE, 9000, "workload", byPolicy],
            ["payments", GATEWAY, 9000, "workload", byPolicy],
            ["payments", METADATA, 80, "workload", byPolicy],
            ["worker", STRIPE, 9000, "network", "no SNAT entry"],
            ["worker", GATEWAY, 9000, "network", `security group of ${GATEWAY}, ingress: no rule accepts it`],
            ["gateway", STRIPE, 8080, "network", `${outOfGateway}: no rule accepts it`],
            ["gateway", METADATA, 443, "network", `${outOfGateway}: drop of any protocol, 100.64.0.0/10`],
            ["gateway", EVIL, 9000, "firewall", "NAT boundary: policy 3"],
            ["worker", "169.254.255.1", 20_000, "network", "the router itself"],
            ["istiod", STRIPE, 9000, "network", "a source in no vSwitch"],
        ])("%s does not reach %s:%i: %s, %s", async (from, to, port, layer, rule) => {
            const dropped = await dropping(async () => expect(await probe(from, to, port)).toBe("silence"));
            expect(dropped).toEqual([expect.stringContaining(`${layer}: ${rule}`)]);
        });

        it("a name that no policy accepts is denied by the proxy, which counts it", async () => {
            const request = (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
            const proxied = "firewall: Host or SNI from 10.0.3.0/24 to 0.0.0.0/0: NAT boundary";
            expect(
                await dropping(async () =>
                    expect(await probe("gateway", STRIPE, 443, request("evil.test"))).toContain("403"),
                ),
            ).toEqual([proxied]);
            expect(await dropping(() => probe("gateway", STRIPE, 443, request("api.stripe.com")))).toEqual([]);
        });

        it("there is no way by IPv6, not even to a neighbour", async () => {
            expect(await probe("worker", "2001:db8::1", 443)).toBe("ENETUNREACH");
            const { stdout } = await run("ip", ["-n", names.worker, "-6", "-o", "address", "show", "dev", "eth0"]);
            expect(stdout).toBe("");
        });

        it("a connection that is open goes on where the new world allows it, and not where it does not", async () => {
            await network.enforce(world);
            const inner = await listening("payments", GATEWAY, 8443);
            const outer = await listening("gateway", STRIPE, 9000);
            await network.enforce(world);
            await inner.more();
            await outer.more();

            await network.enforce({ ...world, networkPolicies: [policy([])] });
            await outer.more();
            await stopsFor(inner, byPolicy);

            const shut = fencedWorld();
            shut.account.snatEntries = {};
            await network.enforce(shut);
            await stopsFor(outer, "no SNAT entry");
            await network.enforce(world);
            expect(await probe("gateway", STRIPE, 9000)).toBe(`from ${publicAddress(world)}`);
        });

        it("a connection that went by address goes no more once the proxy has to see it, nor the other way round", async () => {
            await network.enforce(world);
            const direct = await listening("gateway", STRIPE, 9000);
            const named = fencedWorld({
                destinationType: "domain",
                destination: "api.stripe.com",
                applicationNameLists: ["HTTPS"],
            });
            await network.enforce(named);
            await stopsFor(direct, "opened past the proxy");
            // TLS and HTTP aside, the proxy waits a second for a name: this server speaks first.
            expect(await probe("gateway", STRIPE, 9000)).not.toContain("from");
            await network.enforce(world);
            expect(await probe("gateway", STRIPE, 9000)).toContain("from");
        });

        it("what an old world dropped stays counted", async () => {
            await network.enforce(world);
            await probe("worker", STRIPE, 9000);
            const before = await network.drops();
            await network.enforce({ ...world, networkPolicies: [] });
            const after = await network.drops();
            expect(before.filter((drop) => countOf(after, drop) < drop.packets)).toEqual([]);
            expect(before.map(({ layer }) => layer)).toContain("network");
            await network.enforce(world);
        });

        it("a machine that was taken away leaves its address to another one", async () => {
            const name = await network.attach({ name: "short", address: "10.0.2.77" });
            await network.detach("short");
            expect((await run("ip", ["netns", "list"])).stdout).not.toContain(name);
            await expect(network.attach({ name: "twin", address: WORKER })).rejects.toThrow("is taken already");
            const files = { "ssl/certs/ca-certificates.crt": "the lab's own\n", "lab.conf": "one\n" };
            const again = await network.attach({ name: "other", address: "10.0.2.77", files });
            const { stdout } = await run("ip", ["netns", "exec", again, "cat", "/etc/ssl/certs/ca-certificates.crt"]);
            expect(stdout).toBe("the lab's own\n");
            await network.detach("other");
        });

        interface Listening {
            /** Waits until something more is heard. */
            more(): Promise<void>;
            heard(): number;
        }

        async function listening(from: keyof typeof names, to: string, port: number): Promise<Listening> {
            const child = inside(names[from], LISTENER, to, String(port));
            let ticks = 0;
            child.stdout.on("data", (data) => {
                ticks += String(data).split("tick").length - 1;
            });
            const more = async () => {
                const before = ticks;
                await expect.poll(() => ticks, { timeout: 20_000 }).toBeGreaterThan(before);
            };
            await more();
            return { more, heard: () => ticks };
        }

        /** Once the rule has dropped a packet of it nothing is heard, however often it tries again. */
        async function stopsFor(connection: Listening, rule: string): Promise<void> {
            const dropped = async () =>
                (await network.drops())
                    .filter((drop) => drop.rule.includes(rule))
                    .reduce((sum, { packets }) => sum + packets, 0);
            const before = await dropped();
            await expect.poll(dropped, { timeout: 20_000 }).toBeGreaterThan(before);
            const heard = connection.heard();
            await expect.poll(dropped, { timeout: 20_000 }).toBeGreaterThan(before + 3);
            expect(connection.heard()).toBe(heard);
        }
    },
);

function inside(name: string, script: string, ...args: string[]): ChildProcessWithoutNullStreams {
    return spawn("ip", ["netns", "exec", name, process.execPath, "-e", script, ...args]);
}

function countOf(drops: readonly Drop[], { layer, rule }: Drop): number {
    return drops.find((one) => one.layer === layer && one.rule === rule)?.packets ?? 0;
}

function publicAddress({ account }: RouterWorld): string {
    return Object.values(account.snatEntries)[0]?.snatIp ?? "";
}

function policy(egress: readonly object[]): KubernetesObject {
    const metadata = { name: "fence", namespace: "billing" };
    const spec = { podSelector: {}, policyTypes: ["Egress"], egress };
    return { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata, spec };
}

/** Pods, nodes and a gateway in vSwitches of their own, of which only the gateway's has a way out. */
function fencedWorld(tcp: Partial<NatFirewallPolicyRequest> = {}): RouterWorld {
    const account = smallAccount();
    const { eip, gateway, snatTableId } = addFirewall(account);
    addVswitch(account, "10.0.1.0/24");
    addVswitch(account, "10.0.2.0/24");
    const sourceVswitchId = addVswitch(account, "10.0.3.0/24");
    createSnatEntry(account, { snatTableId, sourceVswitchId, snatIp: eip.ipAddress });
    const source = { source: "10.0.3.0/24" };
    createPolicy(account, policyRequest(gateway.id, source));
    createPolicy(
        account,
        policyRequest(gateway.id, {
            ...source,
            ...{ destinationType: "net", destination: STRIPE, applicationNameLists: ["ANY"], destPort: "9000/9000" },
            ...tcp,
        }),
    );
    createPolicy(account, policyRequest(gateway.id, { ...everything, ...source, aclAction: "drop" }));

    const { id } = createSecurityGroup(account, { vpcId: "vpc-1", securityGroupType: "enterprise" });
    const rule = (type: string, portRange: string, cidrIp: string, more = {}) =>
        authorizeRule(account, {
            ...{ securityGroupId: id, type, nicType: "intranet", ipProtocol: "tcp", portRange, cidrIp },
            ...more,
        });
    rule("egress", "443/443", "0.0.0.0/0");
    rule("egress", "9000/9000", "0.0.0.0/0");
    rule("egress", "-1/-1", "100.64.0.0/10", { ipProtocol: "all", policy: "drop" });
    rule("ingress", "8443/8443", "10.0.0.0/16");

    const labels = { app: "gateway" };
    const machines: MachineRole[] = [
        { name: "payments", address: PAYMENTS, kind: "pod", namespace: "billing" },
        { name: "worker", address: WORKER, kind: "node" },
        { name: "gateway", address: GATEWAY, kind: "pod", namespace: "mesh", labels, securityGroupIds: [id] },
        { name: "istiod", address: ISTIOD, kind: "controlPlane" },
    ];
    const toGateway = {
        to: [{ namespaceSelector: {}, podSelector: { matchLabels: labels } }],
        ports: [{ port: 8443 }],
    };
    const toIstiod = { to: [{ ipBlock: { cidr: `${ISTIOD}/32` } }], ports: [{ port: 15012 }] };
    return { account, machines, networkPolicies: [policy([toGateway, toIstiod])] };
}
