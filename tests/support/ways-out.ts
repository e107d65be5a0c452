import { canLeave, type Leave } from "../../local/src/alicloud/account/can-leave";
import type { Flow } from "../../local/src/alicloud/account/policy-match";
import { readAccount } from "../../local/src/alicloud/account-file";
import type { World } from "../../local/src/engine/world";

/** Addresses in the ranges of `Pulumi.local.yaml`, and in one that the gateway may move to. */
const GATEWAY_SOURCES = { "gateway in h": "10.0.64.5", "gateway in i": "10.0.64.20", "gateway moved": "10.0.65.5" };
const CLUSTER_SOURCES = { node: "10.0.0.5", Pod: "10.0.128.5" };

/** Another block of zone h for the gateway; `GATEWAY_SOURCES` has an address in it. */
export const OTHER_GATEWAY_CIDR = "10.0.65.0/28";

/** Declared in `Pulumi.local.yaml`, all on TCP 443. */
const DECLARED = "api.stripe.com";
const DECLARED_FOR_NODES = "registry.cn-hangzhou.aliyuncs.com";

const SOMEWHERE: Flow = { destinationIp: "93.184.216.34", port: 443, protocol: "TCP" };

type Probes = Readonly<Record<string, Partial<Flow>>>;

const UNDECLARED: Probes = {
    "an undeclared host": { host: "evil.example" },
    "a host that is not readable": {},
};

const UNDECLARED_AT_GATEWAY: Probes = {
    ...UNDECLARED,
    "a declared host on another port": { host: DECLARED, port: 8443 },
    "a declared host over UDP": { host: DECLARED, protocol: "UDP" },
    "a host that only nodes are granted": { host: DECLARED_FOR_NODES },
    ICMP: { protocol: "ICMP" },
};

const UNDECLARED_IN_CLUSTER: Probes = { ...UNDECLARED, "a declared host, past the gateway": { host: DECLARED } };

/** Everything undeclared that the simulated cloud would let out now, or when every rule has taken hold. */
export function leaksOf(world: World): string[] {
    return [
        ...leaks(world, GATEWAY_SOURCES, UNDECLARED_AT_GATEWAY),
        ...leaks(world, CLUSTER_SOURCES, UNDECLARED_IN_CLUSTER),
    ];
}

function leaks({ layout }: World, sources: Readonly<Record<string, string>>, probes: Probes): string[] {
    const account = readAccount(layout.cloudFile);
    return Object.entries(sources).flatMap(([source, sourceIp]) =>
        Object.entries(probes).flatMap(([what, change]) =>
            Object.entries(times()).flatMap(([when, time]) => {
                const { allowed, reason } = canLeave(account, { ...SOMEWHERE, ...change, sourceIp }, time);
                return allowed ? [`${source} reaches ${what}, ${when}: ${reason}`] : [];
            }),
        ),
    );
}

/** What becomes of one flow when every rule has taken hold: TLS on 443 to somewhere on the internet, or as it is changed. */
export function wayOut({ layout }: World, change: Partial<Flow>): Leave {
    return canLeave(readAccount(layout.cloudFile), { ...SOMEWHERE, ...change }, times().later);
}

/** The gateway's ranges that reach what is declared: none before the way out is open. */
export function openRanges(world: World, host = DECLARED): string[] {
    return Object.entries(GATEWAY_SOURCES)
        .filter(([, sourceIp]) => wayOut(world, { host, sourceIp }).allowed)
        .map(([source]) => source);
}

function times() {
    return { now: new Date(), later: new Date(Date.now() + 3_600_000) };
}
