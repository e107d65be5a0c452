import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { LabAuthority } from "../certificates/lab-authority";
import { Outside } from "../outside/outside";
import type { OutsideHost } from "../outside/outside-host";
import { attempt } from "../probe/attempt";
import type { Attempt, ProbeRequest } from "../probe/probe-request";
import { missingForLab, thisMachine } from "../requirements";

/** On Linux every address of 127.0.0.0/8 is the machine's own; these two are of this process alone, and so are their ports. */
const NETWORK = `127.${64 + ((process.pid >> 8) & 63)}.${process.pid & 255}`;
export const GOOD = `${NETWORK}.10`;
export const EVIL = `${NETWORK}.66`;

export const missingForLoopback = missingForLab(thisMachine()).filter((lacking) => /^Linux|openssl/.test(lacking));

const services: OutsideHost["services"] = [
    { port: 8080, protocol: "HTTP" },
    { port: 8443, protocol: "HTTPS" },
];

const HOSTS: readonly OutsideHost[] = [
    {
        host: "api.example.com",
        aliases: ["www.example.com"],
        address: GOOD,
        services: [
            ...services,
            {
                port: 8081,
                protocol: "HTTP",
                status: 503,
                delayMilliseconds: 1,
                responseHeaders: { "x-outside": "yes" },
            },
            { port: 8082, protocol: "HTTP", delayMilliseconds: 60_000 },
            { port: 9000, protocol: "TCP" },
            { port: 9001, protocol: "TLS" },
            { port: 9002, protocol: "UDP" },
            { port: 9443, protocol: "HTTPS", clientCertificate: true },
            { port: 9444, protocol: "HTTPS", untrusted: true },
            { port: 9445, protocol: "HTTPS", certificateNames: ["another.example.com"] },
            { port: 5353, protocol: "DNS" },
        ],
    },
    { host: "shared.example.net", address: GOOD, services: [...services] },
    { host: "*.wild.example.org", address: GOOD, services: [...services] },
    { host: "evil.example", address: EVIL, services: [...services, { port: 9000, protocol: "TCP" }] },
];

/** An outside on this machine's loopback, and its authority. */
export async function loopbackOutside() {
    const folder = mkdtempSync(path.join(tmpdir(), "outside-"));
    const authority = await LabAuthority.create(path.join(folder, "authority"));
    const outside = await Outside.start({
        namespace: undefined,
        hosts: HOSTS,
        authority,
        folder: path.join(folder, "outside"),
    });
    return {
        outside,
        authority,
        /** One that the outside does not trust. */
        foreignAuthority: () => LabAuthority.create(path.join(folder, "foreign"), "somebody else's CA"),
        /** Tries, and tells what was seen of it on both sides. */
        async seen(request: ProbeRequest) {
            const since = outside.mark();
            const tried: Attempt = await attempt(undefined, { caPem: authority.caPem, ...request });
            const sightings = outside.sightings(since);
            const of = (kind: string) => sightings.filter((sighting) => sighting.kind === kind);
            return { tried, sightings, requests: of("request"), handshakes: of("handshake"), of };
        },
        async dispose() {
            await outside.dispose();
            rmSync(folder, { recursive: true, force: true });
        },
    };
}
