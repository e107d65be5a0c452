import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { choosePorts, readPorts } from "./ports";

let folder: string;
let file: string;
beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "ports-"));
    file = path.join(folder, "ports.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

it("the ports differ and are kept", async () => {
    const ports = await choosePorts(file);
    expect(ports.etcd).not.toBe(ports.kubeApiserver);
    expect(await choosePorts(file)).toEqual(ports);
});

it("a port that somebody else has taken is given up", async () => {
    const ports = await choosePorts(file);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(ports.kubeApiserver, "127.0.0.1", resolve));
    try {
        expect((await choosePorts(file)).kubeApiserver).not.toBe(ports.kubeApiserver);
    } finally {
        other.close();
    }
});

it.each(["", "{}", '{"etcd":1}', '{"etcd":0,"kubeApiserver":70000}', '{"etcd":"1","kubeApiserver":2}'])(
    "%j holds no ports, and new ones are chosen",
    async (content) => {
        writeFileSync(file, content);
        expect(readPorts(file)).toBeUndefined();
        expect(await choosePorts(file)).toEqual(readPorts(file));
    },
);
