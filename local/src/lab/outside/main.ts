import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createSecureContext } from "node:tls";
import type { Surroundings } from "./connection";
import type { OutsideSpec, ServedService } from "./outside-host";
import { SightingFile } from "./sighting";
import { TcpListener } from "./tcp-listener";
import { UdpListener } from "./udp-listener";

/**
 * The lab's internet: `main.js <spec.json>`. Says `ready` when all its services listen; then each line of its input, such as
 * `stop evil.example 443`, is answered by one of output: `done`, or why not. Ends with its input, so it cannot outlive the lab.
 */
interface Listener {
    listen(): Promise<void>;
    close(): Promise<void>;
}

interface Port {
    readonly services: readonly ServedService[];
    readonly listeners: readonly Listener[];
}

async function main([specFile = ""]: readonly string[]): Promise<void> {
    const spec = JSON.parse(readFileSync(specFile, "utf8")) as OutsideSpec;
    const ports = portsOf(spec);
    for (const listener of ports.flatMap(({ listeners }) => listeners)) {
        await listener.listen();
    }
    process.stdout.write("ready\n");
    for await (const line of createInterface({ input: process.stdin })) {
        process.stdout.write(`${await obey(ports, line).catch((error: unknown) => String(error))}\n`);
    }
    process.exit(0);
}

async function obey(ports: readonly Port[], line: string): Promise<string> {
    const [command, host, port] = line.split(" ");
    const meant = ports.filter(({ services }) =>
        services.some((service) => service.host === host && service.port === Number(port)),
    );
    if (meant.length === 0 || (command !== "stop" && command !== "start")) {
        return `no service for "${line}"`;
    }
    for (const listener of meant.flatMap(({ listeners }) => listeners)) {
        await (command === "stop" ? listener.close() : listener.listen());
    }
    return "done";
}

function portsOf(spec: OutsideSpec): Port[] {
    const surroundings = surroundingsOf(spec);
    const groups = new Map<string, ServedService[]>();
    for (const service of spec.services) {
        const where = `${service.protocol === "UDP" ? "udp" : "tcp"} ${service.address} ${service.port}`;
        groups.set(where, [...(groups.get(where) ?? []), service]);
    }
    return [...groups].map(([where, services]) => {
        const protocols = new Set(services.map(({ protocol }) => protocol));
        if (protocols.size > 1) {
            throw new Error(`${where} cannot serve ${[...protocols].join(" and ")} at once`);
        }
        const listeners = services
            .slice(0, 1)
            .flatMap((first): Listener[] => [
                ...(first.protocol === "UDP" ? [] : [new TcpListener(first, services, surroundings)]),
                ...(first.protocol === "UDP" || first.protocol === "DNS" ? [new UdpListener(first, surroundings)] : []),
            ]);
        return { services, listeners };
    });
}

function surroundingsOf({ sightings, clientAuthority, names, services }: OutsideSpec): Surroundings {
    let connections = 0;
    let handshakes = 0;
    const contexts = new Map(
        services.map((service) => [
            service,
            createSecureContext({
                cert: service.certificate?.certPem,
                key: service.certificate?.keyPem,
                ca: clientAuthority,
                sessionIdContext: "outside",
            }),
        ]),
    );
    return {
        sightings: new SightingFile(sightings),
        clientAuthority,
        names,
        nextConnection: () => ++connections,
        nextHandshake: () => ++handshakes,
        contextOf: (service) => contexts.get(service) ?? createSecureContext(),
    };
}

main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`outside: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
});
