import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Account } from "../alicloud/account/account";
import { canLeave } from "../alicloud/account/can-leave";
import { createPolicy } from "../alicloud/account/nat-firewall-policy";
import { createSnatEntry } from "../alicloud/account/snat-entry";
import { addFirewall, addVswitch, everything, policyRequest, smallAccount } from "../alicloud/testing/small-account";
import { envoyInCache } from "../tools/envoy-wheel";
import { LabNetwork } from "./network/lab-network";
import { missingForLab, thisMachine } from "./requirements";

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
        let network: LabNetwork | undefined;
        let client: string;
        let neighbour: string;
        let folder: string;

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

            folder = mkdtempSync(path.join(tmpdir(), "packets-"));
            network = await LabNetwork.open(`p${process.pid}`, { envoy: envoy ?? "", folder });
            client = await network.attach({ name: "client", address: CLIENT });
            neighbour = await network.attach({ name: "neighbour", address: "10.0.2.9" });
            const outside = await network.attachInternet([STRIPE, EVIL]);
            const services = spawn("ip", ["netns", "exec", outside, process.execPath, "-e", OUTSIDE], {
                stdio: ["ignore", "pipe", "inherit"],
            });
            await once(services.stdout, "data");
            await network.enforce({ account, machines: [], networkPolicies: [] });
        }, 60_000);

        afterAll(async () => {
            await network?.dispose();
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
