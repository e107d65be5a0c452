import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Egress } from "../router/egress";
import { envoyConfigOf } from "../router/envoy-config";
import { inspectedWays } from "../router/ways";

/** Envoy starts in well under a second; two busy cores may take their time. */
const START_SECONDS = 30;

/** Denials of the proxy by the way they were made on. */
export type Denials = ReadonlyMap<string, number>;

/** The router's Envoy. It has one configuration as long as it runs: another one is another process. */
export class RouterProxy {
    private constructor(
        private readonly child: ChildProcess,
        private readonly adminSocket: string,
        private readonly log: string,
        private readonly config: string,
        private readonly egress: Egress,
    ) {}

    /** What it would be started with, to tell whether that changed. */
    static configOf(egress: Egress, folder: string): string {
        return JSON.stringify(envoyConfigOf(egress, path.join(folder, "admin.sock")));
    }

    static async start(
        namespace: string,
        options: { envoy: string; folder: string; egress: Egress },
    ): Promise<RouterProxy> {
        const { envoy, folder, egress } = options;
        const config = RouterProxy.configOf(egress, folder);
        const [file, log, adminSocket] = ["envoy.json", "envoy.log", "admin.sock"].map((name) =>
            path.join(folder, name),
        ) as [string, string, string];
        writeFileSync(file, config);
        rmSync(adminSocket, { force: true });
        const output = openSync(log, "w");
        const command = [envoy, "-c", file, "-l", "error", "--concurrency", "1", "--disable-hot-restart"];
        const child = spawn("ip", ["netns", "exec", namespace, ...command], { stdio: ["ignore", output, output] });
        closeSync(output);
        const proxy = new RouterProxy(child, adminSocket, log, config, egress);
        try {
            await once(child, "spawn");
            await proxy.listening();
        } catch (error) {
            await proxy.stop();
            throw error;
        }
        return proxy;
    }

    has(config: string): boolean {
        return this.config === config && this.isRunning();
    }

    /** Since it was started. */
    async denials(): Promise<Denials> {
        if (!this.isRunning()) {
            return new Map();
        }
        const { stats } = JSON.parse(await this.admin("/stats?filter=rbac.denied&format=json")) as {
            stats: { name?: string; value?: number }[];
        };
        return new Map(
            inspectedWays(this.egress).map(({ way, from, port }) => [
                `Host or SNI from ${from} to ${way.to}: ${boundariesOf(way.chains)}`,
                stats
                    .filter(({ name }) => name?.includes(`way_${port}`))
                    .reduce((sum, { value = 0 }) => sum + value, 0),
            ]),
        );
    }

    async stop(): Promise<void> {
        if (this.isRunning() && this.child.pid !== undefined) {
            const ended = once(this.child, "exit");
            this.child.kill("SIGKILL");
            await ended;
        }
    }

    private isRunning(): boolean {
        return this.child.exitCode === null && this.child.signalCode === null;
    }

    private async listening(): Promise<void> {
        const deadline = Date.now() + START_SECONDS * 1000;
        for (;;) {
            if (!this.isRunning()) {
                throw new Error(`the router's Envoy ended while starting: ${readFileSync(this.log, "utf8").trim()}`);
            }
            const state = await this.admin("/ready").catch(() => "");
            if (state.trim() === "LIVE") {
                return;
            }
            if (Date.now() > deadline) {
                throw new Error(`the router's Envoy does not listen after ${START_SECONDS} s; see ${this.log}`);
            }
            await delay(20);
        }
    }

    private admin(resource: string): Promise<string> {
        return new Promise((resolve, reject) => {
            request({ socketPath: this.adminSocket, path: resource }, (response) => {
                let body = "";
                response.setEncoding("utf8");
                response.on("data", (text: string) => {
                    body += text;
                });
                response.on("end", () => resolve(body)).on("error", reject);
            })
                .on("error", reject)
                .end();
        });
    }
}

/** A policy's text begins with its boundary. */
function boundariesOf(chains: readonly (readonly { readonly policy: string }[])[]): string {
    return [...new Set(chains.flatMap((chain) => chain.map(({ policy }) => policy.split(":")[0] ?? policy)))].join(
        ", ",
    );
}
