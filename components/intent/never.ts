/** Properties that a perimeter does not have on purpose, and what to say to whoever looks for them. */
const NEVER: readonly { readonly at: RegExp; readonly fix: string }[] = [
    {
        at: /^gateway\.(nodePool|givenNodePool)\.(.*eip.*|.*bandwidth.*|.*public.*|internet.*|scalingConfig)$/i,
        fix: "remove it: the gateway's nodes never have a public address, because a node with one leaves around SNAT and firewall",
    },
    {
        at: /^internet\.(given\.|subnet\.)?(source.*|snat.*)$/i,
        fix: "remove it: there is one SNAT entry for each vSwitch of the gateway; one that covers more would let everybody else out too",
    },
    {
        at: /^gateway\.(.*ports?|listen.*)$/i,
        fix: "remove it: the gateway's ports are fixed and not below 1024; ports of external services are `externalServices[].ports`",
    },
];

/** Why there is no such property, where that is more than a slip of the pen. */
export function whyNever(path: string): string | undefined {
    const place = path.replace(/\[\d+\]/g, "");
    return NEVER.find(({ at }) => at.test(place))?.fix;
}
