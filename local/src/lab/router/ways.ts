import type { Egress, Way } from "./egress";

/** First port of the proxy: a way whose chains know names has a listener of its own, at this port plus its number. */
const PROXY_PORT = 20_000;
/** Marks of packets that were judged: way number on top of one of these. */
const PASS = 0x10000;
const INSPECT = 0x20000;

/** A way with what the packet filter and the proxy call it. */
export interface NumberedWay {
    readonly way: Way;
    /** The block that it leads from. */
    readonly from: string;
    readonly number: number;
    /** Mark of what passes by address alone, and of the proxy's own connections: it gets the way's public addresses. */
    readonly pass: number;
    /** Mark of what the proxy has to see. */
    readonly inspect: number;
    /** Where the proxy listens for it. */
    readonly port: number;
}

/** Every way in one row, so that the packet filter and the proxy number them alike. */
export function numberedWays(egress: Egress): NumberedWay[] {
    return egress
        .flatMap(({ from, ways }) => ways.map((way) => ({ from, way })))
        .map((entry, number) => ({
            ...entry,
            number,
            pass: PASS + number,
            inspect: INSPECT + number,
            port: PROXY_PORT + number,
        }));
}

/** Those that the proxy has a part in. */
export function inspectedWays(egress: Egress): NumberedWay[] {
    return numberedWays(egress).filter(({ way }) =>
        way.chains.some((chain) => chain.some(({ names }) => names.length > 0)),
    );
}

/** Mark of what stays inside the cloud without any way of the account: it is delivered as it is. */
export const DELIVERED = PASS - 1;
/** Range of all marks with which a packet may be forwarded. */
export const FORWARDED = `${DELIVERED}-${INSPECT - 1}`;
