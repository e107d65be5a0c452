import { PortProtocol } from "./args";
import { type Parsed, parsed, refused } from "./finding";

/**
 * Ports that a sidecar or a gateway keeps for itself.
 * Source: ASM, "Manage service entries": ports a ServiceEntry must not use.
 */
const RESERVED = new Set([15000, 15001, 15006, 15020, 15021, 15090]);

/** A TCP port of an external service, the port on which workloads call it, and what they speak there. */
export class PortSpec {
    private constructor(
        readonly number: number,
        readonly workloadPort: number,
        readonly protocol: PortProtocol,
    ) {}

    /** HTTPS on its own port, called on port 80: what an external service has that says nothing about ports. */
    static readonly https = new PortSpec(443, 80, PortProtocol.Http);

    /** TLS that the workload makes itself, on its own port. */
    static readonly appTls = new PortSpec(443, 443, PortProtocol.Http);

    /** Plain HTTP on its own port. */
    static readonly plain = new PortSpec(80, 80, PortProtocol.Http);

    static parse(number: number, workloadPort: number | undefined, protocol = PortProtocol.Http): Parsed<PortSpec> {
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
        return parsed(new PortSpec(number, called, protocol));
    }

    /** 443 first, then by number: the order decides which port has the gateway's shared port. */
    static compare(a: PortSpec, b: PortSpec): number {
        return Number(b.number === 443) - Number(a.number === 443) || a.number - b.number;
    }

    toString(): string {
        return String(this.number);
    }
}
