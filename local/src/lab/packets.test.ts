import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Account } from "../alicloud/account/account";
import { canLeave } from "../alicloud/account/can-leave";
import { createPolicy } from "../alicloud/account/nat-firewall-policy";
import { createSnatEntry } from "../alicloud/account/snat-entry";
import { addFirewall, addVswitch, everything, policyRequest, smallAccount } from "../alicloud/testing/small-account";
import { envoyInCache } from "../tools/envoy-wheel";
import { NetworkNamespaces } from "./network-namespaces";
import { missingForLab, thisMachine } from "./requirements";
import { egressOf } from "./router/cloud-egress";
import { envoyConfigOf } from "./router/envoy-config";
import { nftablesOf } from "./router/nftables";

const run = promisify(execFile);
const envoy = envoyInCache();
const missing = [...missingForLab(thisMachine()), ...(envoy === undefined ? ["Envoy in the cache"] : [])];

const STRIPE = "203.0.113.10";
const EVIL = "203.0.113.66";
const CLIENT = "10.0.1.9";

interface Seen {
    readonly source: string;
    /** Names and values in turn. */
    readonly headers: readonly string[];
}

/** Answers every connection with the address it came from. */
const OUTSIDE = `
const http = require("node:http");
for (const port of [80, 8080])
    http.createServer((request, response) => response.end(JSON.stringify({ source: request.socket.remoteAddress, headers: request.rawHeaders }))).listen(port, "0.0.0.0");
for (const port of [443, 9000])
    require("node:net").createServer((socket) => socket.on("error", () => {}).once("data", () => socket.end("from " + socket.remoteAddress))).listen(port, "0.0.0.0", () => console.log("ready"));
`;

/** One HTTP request or TLS hello to an address under a name, or bytes that are neither; prints what came back, or nothing. */
const PROBE = `
const [address, port, host, header = ""] = process.argv.slice(1);
const socket = require("node:net").connect(Number(port), address);
let answer = "";
const hello = () => {
    const wire = new (require("node:stream").Duplex)({ read() {}, write(bytes, _, done) { socket.write(bytes, done); } });
    const servername = host.slice(4);
    require("node:tls").connect({ socket: wire, ...(servername === "" ? {} : { servername }) }).on("error", () => {});
};
socket.on("connect", () => host.startsWith("tls:") ? hello() : socket.write(host === "-" ? "hello" : "GET / HTTP/1.1\\r\\nHost: " + host + header + "\\r\\nConnection: close\\r\\n\\r\\n"));
socket.on("data", (data) => { answer += data; });
const finish = () => { process.stdout.write(answer); process.exit(); };
socket.on("close", finish).on("error", finish);
setTimeout(finish, 2500);
`;

describe.skipIf(missing.length > 0)(
    `packets through the router (skipped where the lab lacks: ${missing.join("; ") || "nothing"})`,
    { timeout: 120_000 },
    () => {
        let account: Account;
        let publicAddress: string;
        let namespaces: NetworkNamespaces | undefined;
        let client: string;
        let neighbour: string;
        let folder: string;
        const programs: ChildProcess[] = [];

        beforeAll(async () => {
            account = smallAccount();
            const { eip, gateway, snatTableId } = addFirewall(account);
            publicAddress = eip.ipAddress;
            const sourceVswitchId = addVswitch(account, "10.0.1.0/24");
            addVswitch(account, "10.0.2.0/24");
            createSnatEntry(account, { snatTableId, sourceVswitchId, snatIp: publicAddress });
            createPolicy(account, policyRequest(gateway.id, { applicationNameLists: ["HTTP"], destPort: "80/80" }));
            createPolicy(account, policyRequest(gateway.id));
            const tcp = {
                destinationType: "net",
                destination: STRIPE,
                applicationNameLists: ["ANY"],
                destPort: "9000/9000",
            };
            createPolicy(account, policyRequest(gateway.id, tcp));
            createPolicy(
                account,
                policyRequest(gateway.id, { ...everything, source: "10.0.0.0/16", aclAction: "drop" }),
            );

            namespaces = await NetworkNamespaces.open(`p${process.pid}`);
            const workload = (name: string, address: string, gatewayAddress: string) => ({
                name,
                links: [{ interface: "eth0", switch: name, addresses: [`${address}/24`], gateway: gatewayAddress }],
            });
            const router = await namespaces.add({
                name: "router",
                links: [
                    { interface: "inside", switch: "client", addresses: ["10.0.1.1/24"] },
                    { interface: "inside2", switch: "neighbour", addresses: ["10.0.2.1/24"] },
                    {
                        interface: "outside",
                        switch: "internet",
                        addresses: ["198.51.100.254/24"],
                        gateway: "198.51.100.1",
                    },
                ],
            });
            client = await namespaces.add(workload("client", CLIENT, "10.0.1.1"));
            neighbour = await namespaces.add(workload("neighbour", "10.0.2.9", "10.0.2.1"));
            const outside = await namespaces.add({
                name: "outside",
                links: [
                    {
                        interface: "eth0",
                        switch: "internet",
                        addresses: ["198.51.100.1/24", `${STRIPE}/32`, `${EVIL}/32`],
                        gateway: "198.51.100.254",
                    },
                ],
            });

            const egress = egressOf(account, new Date());
            folder = mkdtempSync(path.join(tmpdir(), "packets-"));
            const ruleset = path.join(folder, "rules.nft");
            writeFileSync(ruleset, nftablesOf(egress, [], { inside: "inside*" }));
            await run("ip", [
                "netns",
                "exec",
                router,
                "sh",
                "-c",
                `echo 1 > /proc/sys/net/ipv4/ip_forward && nft -f ${ruleset}`,
            ]);
            const config = path.join(folder, "envoy.json");
            writeFileSync(config, JSON.stringify(envoyConfigOf(egress)));
            const start = (name: string, ...command: string[]) => {
                const child = spawn("ip", ["netns", "exec", name, ...command], {
                    stdio: ["ignore", "pipe", "inherit"],
                });
                programs.push(child);
                return child;
            };
            start(router, envoy ?? "", "-c", config, "-l", "critical", "--use-dynamic-base-id");
            await once(start(outside, process.execPath, "-e", OUTSIDE).stdout ?? process.stdin, "data");
            await until(async () => (await run("ip", ["netns", "exec", router, "ss", "-ltn"])).stdout.includes(":200"));
        }, 60_000);

        afterAll(async () => {
            await namespaces?.dispose();
            rmSync(folder, { recursive: true, force: true });
        });

        async function probe(from: string, address: string, port: number, host = "-", header = ""): Promise<string> {
            const command = [
                "netns",
                "exec",
                from,
                process.execPath,
                "-e",
                PROBE,
                address,
                String(port),
                host,
                header === "" ? "" : `\r\n${header}`,
            ];
            return (await run("ip", command)).stdout;
        }

        it.each([
            [STRIPE, 80, "api.stripe.com", true],
            [STRIPE, 80, "API.stripe.com:80", true],
            [EVIL, 80, "evil.example", false],
            [STRIPE, 80, "evil.example", false],
            // FQDN mode believes Host and SNI: what a forged one reaches is a known weakness of it.
            [EVIL, 80, "api.stripe.com", true],
            [STRIPE, 80, "-", false],
            [STRIPE, 8080, "api.stripe.com", false],
            [STRIPE, 443, "tls:api.stripe.com", true],
            [EVIL, 443, "tls:api.stripe.com", true],
            [EVIL, 443, "tls:evil.example", false],
            [STRIPE, 443, "tls:", false],
            [STRIPE, 443, "-", false],
            [STRIPE, 9000, "-", true],
            [EVIL, 9000, "-", false],
        ])("%s:%i as %s: reached is %s, as the account says", async (address, port, host, reached) => {
            const asked = { sourceIp: CLIENT, destinationIp: address, port, protocol: "TCP" as const };
            const name = ["-", "tls:"].includes(host) ? {} : { host: host.replace("tls:", "").split(":")[0] ?? "" };
            expect(canLeave(account, { ...asked, ...name }, new Date()).allowed).toBe(reached);
            const answer = await probe(client, address, port, host);
            expect(answer.includes(publicAddress)).toBe(reached);
        });

        it.each([
            ["", ["host"]],
            ["X-Forwarded-Proto: https", ["host", "x-forwarded-proto"]],
        ])("the outside sees the public address and the headers as they were sent: %j", async (header, names) => {
            const [, body = ""] = (await probe(client, STRIPE, 80, "api.stripe.com", header)).split("\r\n\r\n");
            const seen = JSON.parse(body.slice(body.indexOf("{"), body.lastIndexOf("}") + 1)) as Seen;
            expect(seen.source).toBe(publicAddress);
            expect(seen.headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase())).toEqual(names);
        });

        it("a vSwitch without an SNAT entry reaches nothing outside", async () => {
            expect(await probe(neighbour, STRIPE, 80, "api.stripe.com")).toBe("");
            expect(await probe(neighbour, STRIPE, 9000)).toBe("");
        });
    },
);

async function until(condition: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (!(await condition())) {
        if (Date.now() > deadline) {
            throw new Error("not within 30 s");
        }
        await delay(50);
    }
}
