import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { writePrivateFile } from "./control-plane-folder";

export interface Ports {
    readonly etcd: number;
    readonly kubeApiserver: number;
}

/**
 * Loopback ports of a control plane that is about to start. Chosen once and kept while they are free, because the address of
 * the API server stands in kubeconfig files that people and stack state hold on to.
 */
export async function choosePorts(file: string): Promise<Ports> {
    const earlier = readPorts(file);
    if (earlier !== undefined && (await isFree(earlier.etcd)) && (await isFree(earlier.kubeApiserver))) {
        return earlier;
    }
    const [etcd, kubeApiserver] = await twoFreePorts();
    const ports = { etcd, kubeApiserver };
    writePrivateFile(file, JSON.stringify(ports));
    return ports;
}

export function readPorts(file: string): Ports | undefined {
    try {
        const value = JSON.parse(readFileSync(file, "utf8")) as Partial<Ports>;
        return isPort(value.etcd) && isPort(value.kubeApiserver)
            ? { etcd: value.etcd, kubeApiserver: value.kubeApiserver }
            : undefined;
    } catch {
        return undefined;
    }
}

async function isFree(port: number): Promise<boolean> {
    try {
        await close(await listen(port));
        return true;
    } catch {
        return false;
    }
}

/** Both are held open at the same time, so that they cannot be the same one. */
async function twoFreePorts(): Promise<[number, number]> {
    const servers = [await listen(0), await listen(0)] as const;
    const numbers = servers.map(portOf) as [number, number];
    await Promise.all(servers.map(close));
    return numbers;
}

function listen(port: number): Promise<Server> {
    return new Promise((resolve, reject) => {
        const server = createServer();
        server.once("error", reject);
        server.listen({ host: "127.0.0.1", port, exclusive: true }, () => resolve(server));
    });
}

function close(server: Server): Promise<void> {
    return new Promise((resolve) => server.close(() => resolve()));
}

function portOf(server: Server): number {
    const address = server.address();
    if (address === null || typeof address === "string") {
        throw new Error("a TCP server without a port");
    }
    return address.port;
}

function isPort(value: unknown): value is number {
    return typeof value === "number" && Number.isInteger(value) && value > 0 && value < 65536;
}
