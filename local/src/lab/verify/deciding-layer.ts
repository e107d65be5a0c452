import type { DecidingLayer } from "../scenario/layer";
import type { Manner, Probe } from "../scenario/probe";
import type { Evidence } from "./evidence";
import { type LogLine, parseLogLine } from "./log-line";

/** Who stopped a probe, and what says so. */
export interface Decision {
    readonly by: DecidingLayer;
    readonly why: string;
}

type Asked = Pick<Probe, "manner" | "to" | "dial">;

/**
 * The layer that decided, out of what was written down, from the strongest word to the weakest: a refusal at admission; a rule
 * of the gateway by its name; packets that the router threw away; a gateway that knew no way on; a gateway that ended the
 * handshake; a sidecar that refused. Undefined where nothing was written down at all.
 */
export function decidingLayer(probe: Asked, evidence: Evidence, hasSidecar: boolean): Decision | undefined {
    const gateway = evidence.gatewayLog.map(parseLogLine);
    const sidecar = evidence.sidecarLog.map(parseLogLine);
    return (
        atAdmission(evidence) ??
        byRule(gateway) ??
        onTheWay(evidence) ??
        withoutWay(gateway) ??
        inTheSidecar(sidecar, evidence.addresses.gateway) ??
        inTheHandshake(probe, evidence) ??
        unspoken(probe, evidence, hasSidecar)
    );
}

function atAdmission({ admission }: Evidence): Decision | undefined {
    return admission?.allowed === false ? { by: "guard", why: admission.message ?? "refused at admission" } : undefined;
}

const RULES = /rbac_access_denied|ext_authz|jwt_authn|\bjwt\b/i;

function byRule(lines: readonly LogLine[]): Decision | undefined {
    const line = lines.find(({ why, flags }) => RULES.test(why) || flags.includes("UAEX"));
    return line === undefined ? undefined : { by: "access", why: `gateway: ${reason(line)}` };
}

/** In the order in which a packet meets them. */
const ON_THE_WAY = ["workload", "network", "firewall"] as const;

function onTheWay({ drops }: Evidence): Decision | undefined {
    for (const by of ON_THE_WAY) {
        const drop = drops.find(({ layer, packets }) => layer === by && packets > 0);
        if (drop !== undefined) {
            return { by, why: `dropped: ${drop.rule}` };
        }
    }
    return undefined;
}

/** No route, no cluster, no connection, a certificate that is not the right one: Envoy, "Response flags". */
const NO_WAY: readonly string[] = ["NR", "NC", "UF", "UH", "UC", "UT", "URX", "NFCF"];

function withoutWay(lines: readonly LogLine[]): Decision | undefined {
    const line = lines.find(
        ({ flags, code }) => flags.some((flag) => NO_WAY.includes(flag)) || code === 404 || code >= 502,
    );
    return line === undefined ? undefined : { by: "mesh", why: `gateway: ${reason(line)}` };
}

function inTheSidecar(lines: readonly LogLine[], gateways: readonly string[]): Decision | undefined {
    const line = lines.find(({ flags, code, raw }) => code >= 400 || flags.length > 0 || isBlackHole(raw));
    if (line === undefined) {
        return undefined;
    }
    const failed = line.flags.some((flag) => flag === "UF" || flag === "UC");
    if (failed && !isBlackHole(line.raw)) {
        return {
            by: gateways.some((address) => line.raw.includes(`${address}:`)) ? "gateway" : "mesh",
            why: `sidecar: ${reason(line)}`,
        };
    }
    return { by: "workload", why: `sidecar: ${reason(line)}` };
}

function isBlackHole(raw: string): boolean {
    return raw.includes("BlackHoleCluster") || raw.includes("block_all");
}

/** Whoever dials the gateway itself and is cut before anything is logged has not come through mutual TLS. */
function inTheHandshake({ to, dial }: Asked, { attempt, gatewayLog }: Evidence): Decision | undefined {
    const dialled = dial ?? to;
    return dialled.includes("$(gateway") && gatewayLog.length === 0 && isCut(attempt?.outcome)
        ? { by: "gateway", why: `the gateway ended the connection: ${attempt?.error ?? attempt?.outcome}` }
        : undefined;
}

/** Not captured, or no TCP. */
const AROUND: readonly Manner[] = ["bypassSidecar", "udp", "quic", "dns", "ipv6"];

/** A sidecar that has no listener for an address resets the connection, and writes no line about it. */
function unspoken({ manner }: Asked, { attempt }: Evidence, hasSidecar: boolean): Decision | undefined {
    return hasSidecar && !AROUND.includes(manner) && isCut(attempt?.outcome)
        ? { by: "workload", why: `the sidecar ended the connection: ${attempt?.error ?? attempt?.outcome}` }
        : undefined;
}

function isCut(outcome: string | undefined): boolean {
    return outcome === "reset" || outcome === "refused" || outcome === "error";
}

function reason({ code, flags, why, raw }: LogLine): string {
    const parts = [code === 0 ? "" : String(code), flags.join(","), why].filter((part) => part !== "");
    return parts.length === 0 ? raw : parts.join(" ");
}
