import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { NetworkNamespaces } from "../network-namespaces";
import type { LabMachine } from "../node-agent/lab-machine";

/** Every machine on one cable, with nothing between them that could refuse a packet. */
export function attachToSwitch(namespaces: NetworkNamespaces) {
    return async ({ name, address, hosts, nameserver, files = {} }: LabMachine): Promise<string> => {
        const namespace = await namespaces.add({
            name,
            links: [{ interface: "eth0", switch: "cable", addresses: [`${address}/8`], gateway: "10.255.255.254" }],
            ...(hosts && { hosts }),
            ...(nameserver !== undefined && { nameserver }),
        });
        for (const [file, content] of Object.entries(files)) {
            const target = path.join("/etc/netns", namespace, file);
            mkdirSync(path.dirname(target), { recursive: true });
            writeFileSync(target, content);
        }
        return namespace;
    };
}
