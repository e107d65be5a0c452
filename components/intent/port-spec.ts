import { type Parsed, parsed, refused } from "./finding";

/**
 * Ports that a sidecar or a gateway keeps for itself.
 * Source: ASM, "Manage service entries": ports a ServiceEntry must not use.
 */
const RESERVED = new Set([15000, 15001, 15006, 15020, 15021, 15090]);

/** A TCP port of an external service, and the port on which workloads call it in plain HTTP. */
export class PortSpec {
    private constructor(
        readonly number: number,
        readonly workloadPort: number,
    ) {}

    /** HTTPS on its own port, called on port 80: what an external service has that says nothing about ports. */
    static readonly https = new PortSpec(443, 80);

    static parse(number: number, workloadPort: number | undefined): Parsed<PortSpec> {
        const called = workloadPort ?? (number === 443 ? 80 : number);
        const wrong = [number, called].find((port) => !Number.isInteger(port) || port < 1 || port > 65535);
        if (wrong !== undefined) {
            return refused("port-out-of-range", "a whole number from 1 to 65535", "write the TCP port");
        }
        if (RESERVED.has(called)) {
            return refused(
                "port-reserved",
                "a port that the sidecar does not keep for itself",
                `choose a \`workloadPort\` other than ${[...RESERVED].join(", ")}`,
            );
        }
        return parsed(new PortSpec(number, called));
    }

    toString(): string {
        return String(this.number);
    }
}
