import { existsSync } from "node:fs";
import { findOnPath } from "../tools/installed-binaries";

/** What the lab asks of the machine; tests put another one in its place. */
export interface Machine {
    readonly platform: NodeJS.Platform;
    readonly uid: number | undefined;
    readonly hasNetworkNamespaces: boolean;
    /** Whether a program is on PATH. */
    readonly has: (program: string) => boolean;
}

export function thisMachine(environment: NodeJS.ProcessEnv = process.env): Machine {
    return {
        platform: process.platform,
        uid: process.getuid?.(),
        hasNetworkNamespaces: existsSync("/proc/self/ns/net"),
        has: (program) => findOnPath(program, environment) !== undefined,
    };
}

/** Programs by the Debian package that holds them. */
const PROGRAMS = [
    ["ip", "iproute2"],
    ["nft", "nftables"],
    ["iptables", "iptables"],
    ["setpriv", "util-linux"],
    ["openssl", "openssl"],
] as const;

/**
 * Everything the lab lacks here, each with what puts it right, so that it is done in one go; empty where the lab can run.
 * Network namespaces and packet filters belong to the machine's administrator, hence Linux and root.
 */
export function missingForLab(machine: Machine): string[] {
    if (machine.platform !== "linux") {
        return [
            `Linux (this is ${machine.platform}): workloads of the lab are network namespaces; use a Linux machine or VM`,
        ];
    }
    const absent = PROGRAMS.filter(([program]) => !machine.has(program));
    return [
        ...(machine.uid === 0 ? [] : ["root: namespaces and packet filters need it; run the same command with sudo"]),
        ...(machine.hasNetworkNamespaces ? [] : ["network namespaces: the kernel is built without CONFIG_NET_NS"]),
        ...(absent.length === 0
            ? []
            : [
                  `${absent.map(([program]) => program).join(", ")}: apt-get install ${absent.map(([, debian]) => debian).join(" ")}`,
              ]),
    ];
}
