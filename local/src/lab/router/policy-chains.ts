import type { DropCounters } from "./drop-counters";
import type { Isolation, Peer, PodRules, PolicyAccept } from "./network-policies";
import { addressMatch, chain, portMatches, type Side } from "./nft-text";

/** One chain per isolated Pod and direction: `return` goes on to the next wall. */
export function policyChains(pods: readonly PodRules[], drops: DropCounters): string[] {
    return pods.flatMap(({ pod, egress, ingress }, index) => [
        ...(egress === undefined ? [] : chain(`policy_out_${index}`, lines(pod, egress, "daddr", drops))),
        ...(ingress === undefined ? [] : chain(`policy_in_${index}`, lines(pod, ingress, "saddr", drops))),
    ]);
}

/** Jumps to the chains of those who open connections, or of those who are sent them. */
export function policyJumps(pods: readonly PodRules[], direction: "out" | "in"): string[] {
    return pods.flatMap(({ address, egress, ingress }, index) =>
        (direction === "out" ? egress : ingress) === undefined
            ? []
            : [`${addressMatch(direction === "out" ? "saddr" : "daddr", [address])} jump policy_${direction}_${index}`],
    );
}

function lines(pod: string, { policies, accepts }: Isolation, side: Side, drops: DropCounters): string[] {
    const direction = side === "daddr" ? "egress" : "ingress";
    return [
        ...accepts.flatMap((accept) => acceptMatches(accept, side).map((match) => `${match} return`.trim())),
        drops.drop("workload", `NetworkPolicy ${policies.join(", ")}: no ${direction} rule accepts it for ${pod}`),
    ];
}

/** An empty list of peers or ports is one that finds nobody, unlike an absent one. */
function acceptMatches({ peers, ports }: PolicyAccept, side: Side): string[] {
    const addresses = peers === undefined ? [""] : peerMatches(peers, side);
    const transports =
        ports === undefined
            ? [""]
            : ports.flatMap(({ protocol, from, to }) => portMatches({ protocol, ports: [{ from, to }] }));
    return addresses.flatMap((address) => transports.map((transport) => `${address} ${transport}`.trim()));
}

function peerMatches(peers: readonly Peer[], side: Side): string[] {
    const plain = peers.filter(({ except }) => except.length === 0).map(({ block }) => block);
    const cut = peers.filter(({ except }) => except.length > 0);
    return [
        ...(plain.length === 0 ? [] : [addressMatch(side, plain)]),
        ...cut.map(({ block, except }) => `${addressMatch(side, [block])} ${addressMatch(side, except, "!= ")}`),
    ];
}
