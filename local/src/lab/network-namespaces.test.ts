import { execFile, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { identifyProcess, isRunning } from "../processes/process-identity";
import { InterruptedError } from "../tools/interrupt";
import { NetworkNamespaces, removeAbandoned, withNamespaces } from "./network-namespaces";
import { missingForLab, thisMachine } from "./requirements";

const run = promisify(execFile);
const missing = missingForLab(thisMachine());
const lab = `t${process.pid}`;

let open: NetworkNamespaces | undefined;
afterEach(async () => {
    await open?.dispose();
    open = undefined;
});

/** Two machines on one cable. */
async function pair() {
    open = await NetworkNamespaces.open(lab);
    const link = (address: string) => ({ interface: "eth0", to: "cable", addresses: [address] });
    const one = await open.add({
        name: "one",
        links: [link("10.77.0.1/24")],
        hosts: { "peer.test": "10.77.0.2" },
        nameserver: "10.77.0.2",
    });
    const other = await open.add({ name: "other", links: [link("10.77.0.2/24")] });
    return { one, other };
}

const inside = (name: string, ...command: string[]) => run("ip", ["netns", "exec", name, ...command]);
const listed = () => execFileSync("ip", ["netns", "list"], { encoding: "utf8" });

describe.skipIf(missing.length > 0)(
    `network namespaces (skipped where the lab lacks: ${missing.join("; ") || "nothing"})`,
    { timeout: 60_000 },
    () => {
        it("see each other on their switch, and their own hosts and resolv.conf", async () => {
            const { one } = await pair();
            const { stdout } = await inside(one, "cat", "/etc/hosts", "/etc/resolv.conf");
            expect(stdout).toContain("10.77.0.2 peer.test");
            expect(stdout).toContain("nameserver 10.77.0.2");
            const neighbour = await inside(one, process.execPath, "-e", connects("10.77.0.2"));
            // Nobody listens there, and the machine itself says so.
            expect(neighbour.stdout).toBe("ECONNREFUSED");
        });

        it("have no route out of the lab, and add nothing to the machine's own network", async () => {
            const before = execFileSync("ip", ["-o", "link"], { encoding: "utf8" });
            const { one } = await pair();
            expect(execFileSync("ip", ["-o", "link"], { encoding: "utf8" })).toBe(before);
            const { stdout } = await inside(one, process.execPath, "-e", connects("203.0.113.1"));
            expect(stdout).toBe("ENETUNREACH");
        });

        it("are gone afterwards, with the programs in them and the files beside them", async () => {
            const { one } = await pair();
            const child = spawn("ip", ["netns", "exec", one, "sleep", "600"], { stdio: "ignore" });
            await once(child, "spawn");
            const identity = identifyProcess(child.pid ?? 0);
            await expect
                .poll(() => execFileSync("ip", ["netns", "pids", one], { encoding: "utf8" }).trim())
                .toBe(String(child.pid));
            await open?.dispose();
            await expect.poll(() => identity !== undefined && isRunning(identity)).toBe(false);
            expect(listed()).not.toContain(`aelab-${lab}-`);
            expect([`/etc/netns/${one}`, `/run/asm-egress/lab/${one}`].filter((file) => existsSync(file))).toEqual([]);
        });

        it("of a process that has ended are removed by the next lab; those of a running one stay", async () => {
            const { one, other } = await pair();
            writeFileSync(`/run/asm-egress/lab/${one}`, JSON.stringify({ pid: 2 ** 22 + 1, startMark: "gone:1" }));
            await removeAbandoned();
            expect(listed()).not.toContain(one);
            expect(listed()).toContain(other);
        });

        it("are gone after Ctrl-C too", async () => {
            let during = "";
            const waiting = withNamespaces(lab, async (namespaces, signal) => {
                await namespaces.add({ name: "one", links: [] });
                during = listed();
                setImmediate(() => process.emit("SIGINT", "SIGINT"));
                await delay(60_000, undefined, { signal });
            });
            await expect(waiting).rejects.toBeInstanceOf(InterruptedError);
            expect(during).toContain(`aelab-${lab}-one`);
            expect(listed()).not.toContain(`aelab-${lab}-`);
        });

        it("cannot be two of one name, nor have a name that reads as something else", async () => {
            await pair();
            await expect(open?.add({ name: "one", links: [] })).rejects.toThrow("has a namespace one already");
            await expect(open?.add({ name: "../etc", links: [] })).rejects.toThrow(
                "cannot be part of a namespace's name",
            );
        });

        it("leave a namespace of somebody else alone", async () => {
            const foreign = `foreign${process.pid}`;
            spawnSync("ip", ["netns", "add", foreign]);
            try {
                await removeAbandoned();
                expect(listed()).toContain(foreign);
            } finally {
                spawnSync("ip", ["netns", "delete", foreign]);
            }
        });
    },
);

/** Prints how a connection attempt ends. */
function connects(address: string): string {
    return `require("node:net").connect(9, "${address}").on("error", ({ code }) => process.stdout.write(code))`;
}
