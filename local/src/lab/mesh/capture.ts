import type { KubernetesObject } from "../../kubernetes/object";

/** Uid and gid of the proxy: what runs as it is not captured, or the proxy would talk to itself. */
export const PROXY_UID = 1337;

/** What a workload's traffic is taken to the sidecar by. */
export interface Capture {
    /** Outward, IPv4 ranges; `*` is everything. */
    readonly includeRanges: readonly string[];
    readonly excludeRanges: readonly string[];
    readonly includePorts: readonly string[];
    readonly excludePorts: readonly string[];
    /** Inward ports; `*` is every port. */
    readonly inboundPorts: readonly string[];
    readonly inboundExcludePorts: readonly string[];
    /** Of further accounts whose traffic passes the sidecar by. */
    readonly excludedUids: readonly number[];
}

interface Container {
    readonly name: string;
    readonly args?: readonly string[];
}

/** Flags of istio-init, long and short. */
const FLAGS = {
    includeRanges: ["-i", "--istio-service-cidr"],
    excludeRanges: ["-x", "--istio-service-exclude-cidr"],
    includePorts: ["-q", "--istio-outbound-ports"],
    excludePorts: ["-o", "--istio-local-outbound-ports-exclude"],
    inboundPorts: ["-b", "--istio-inbound-ports"],
    inboundExcludePorts: ["-d", "--istio-local-exclude-ports"],
    uids: ["-u", "--proxy-uid"],
} as const;

/** What the istio-init of an injected Pod would set up; undefined: it has none, so nothing is captured. */
export function captureOf(pod: KubernetesObject): Capture | undefined {
    const { initContainers = [] } = (pod.spec ?? {}) as { readonly initContainers?: readonly Container[] };
    const args = initContainers.find(({ name }) => name === "istio-init")?.args;
    if (args === undefined) {
        return undefined;
    }
    const list = (flags: readonly string[]) =>
        args.flatMap((argument, index) =>
            flags.includes(args[index - 1] ?? "") ? argument.split(",").filter((part) => part !== "") : [],
        );
    return {
        includeRanges: list(FLAGS.includeRanges),
        excludeRanges: list(FLAGS.excludeRanges),
        includePorts: list(FLAGS.includePorts),
        excludePorts: list(FLAGS.excludePorts),
        inboundPorts: list(FLAGS.inboundPorts),
        inboundExcludePorts: list(FLAGS.inboundExcludePorts),
        excludedUids: list(FLAGS.uids)
            .map(Number)
            .filter((uid) => uid !== PROXY_UID),
    };
}

const TO_OUTBOUND = "REDIRECT --to-ports 15001";
const TO_INBOUND = "REDIRECT --to-ports 15006";

/**
 * The rules for `iptables-restore`, in the order of istio-init. The sidecar itself calls its application from 127.0.0.6, which
 * must not come back to it. Source: Istio, tools/istio-iptables/pkg/capture.
 */
export function captureRules(capture: Capture): string {
    const out = (rule: string) => `-A OUTPUT -p tcp ${rule}`;
    const inward = (rule: string) => `-A PREROUTING -p tcp ${rule}`;
    const everything = capture.includeRanges.includes("*");
    const lines = [
        "*nat",
        ...capture.inboundExcludePorts.map((port) => inward(`--dport ${port} -j RETURN`)),
        ...(capture.inboundPorts.includes("*")
            ? [inward(`-j ${TO_INBOUND}`)]
            : capture.inboundPorts.map((port) => inward(`--dport ${port} -j ${TO_INBOUND}`))),
        out("-s 127.0.0.6/32 -o lo -j RETURN"),
        ...[PROXY_UID, ...capture.excludedUids].map((uid) => out(`-m owner --uid-owner ${uid} -j RETURN`)),
        out(`-m owner --gid-owner ${PROXY_UID} -j RETURN`),
        out("-d 127.0.0.1/32 -j RETURN"),
        ...capture.excludePorts.map((port) => out(`--dport ${port} -j RETURN`)),
        ...capture.excludeRanges.filter(isIpv4).map((range) => out(`-d ${range} -j RETURN`)),
        ...capture.includePorts.filter((port) => port !== "*").map((port) => out(`--dport ${port} -j ${TO_OUTBOUND}`)),
        ...(everything
            ? [out(`-j ${TO_OUTBOUND}`)]
            : capture.includeRanges.filter(isIpv4).map((range) => out(`-d ${range} -j ${TO_OUTBOUND}`))),
        "COMMIT",
    ];
    return `${lines.join("\n")}\n`;
}

function isIpv4(range: string): boolean {
    return /^[0-9./]+$/.test(range);
}
