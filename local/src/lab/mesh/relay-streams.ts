import { connect, type NetConnectOpts, type Socket } from "node:net";

/** Hands on both directions between a connection and one that is made for it, and ends both when one does. */
export function joinStreams(one: Socket, target: NetConnectOpts): void {
    const other = connect(target);
    for (const [from, to] of [
        [one, other],
        [other, one],
    ] as const) {
        from.pipe(to);
        from.on("error", () => to.destroy());
        from.on("close", () => to.destroy());
    }
}
