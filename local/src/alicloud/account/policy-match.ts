import type { Account } from "./account";
import { bookNamed } from "./address-book";
import { parseCidr, textContains } from "./cidr";
import type { PolicyRule } from "./objects";
import { DNS_ONLY, FQDN_ONLY } from "./policy-rule";
import { portRangeContains } from "./port-range";

export interface Flow {
    readonly sourceVswitchId?: string;
    readonly sourceIp?: string;
    /** What the firewall reads from the request (HTTP Host, TLS SNI); absent: nothing readable. */
    readonly host?: string;
    readonly destinationIp: string;
    readonly port: number;
    readonly protocol: "TCP" | "UDP" | "ICMP";
}

/** A flow as one boundary meets it. */
export interface Passage {
    readonly flow: Flow;
    /** Address or block the flow comes from, as seen there: private before SNAT, public behind it. */
    readonly source: string;
    /** Whether the boundary holds back what it cannot read. */
    readonly strict: boolean;
    readonly atTime: Date;
}

/** Whether a policy says anything about a passage. Applications are not told apart: host and port decide. */
export function matches(account: Account, rule: PolicyRule, { flow, source, strict, atTime }: Passage): boolean {
    const entries = (type: string, value: string) => (type === "group" ? bookEntries(account, value, atTime) : [value]);
    const ports = rule.destPortType === "group" ? entries("group", rule.destPortGroup ?? "") : [rule.destPort ?? "0/0"];
    return (
        (rule.proto === "ANY" || rule.proto === flow.protocol) &&
        entries(rule.sourceType, rule.source).some((block) => textContains(block, source)) &&
        (flow.protocol === "ICMP" || ports.some((range) => portRangeContains(portRange(range), flow.port))) &&
        entries(rule.destinationType, rule.destination).some((entry) =>
            parseCidr(entry) === undefined
                ? matchesDomain(account, entry, rule.domainResolveType ?? FQDN_ONLY, strict, flow)
                : textContains(entry, flow.destinationIp),
        )
    );
}

/**
 * FQDN mode reads the request's Host or SNI, DNS mode looks at the address, the third mode takes either.
 * https://www.alibabacloud.com/help/en/cloud-firewall/cloudfirewall/user-guide/domain-name-resolution-policy
 */
function matchesDomain(account: Account, domain: string, mode: number, strict: boolean, flow: Flow): boolean {
    const resolved = account.settings.resolvedDomains[domain.toLowerCase()] ?? [];
    return (
        (mode !== DNS_ONLY && isNamed(domain.toLowerCase(), strict, flow)) ||
        (mode !== FQDN_ONLY && resolved.includes(flow.destinationIp))
    );
}

/** Loose mode lets a domain policy take traffic whose host cannot be read; strict mode does not. */
function isNamed(domain: string, strict: boolean, { host }: Flow): boolean {
    if (host === undefined) {
        return !strict;
    }
    const name = host.toLowerCase();
    return domain.startsWith("*.") ? name.endsWith(domain.slice(1)) : name === domain;
}

function bookEntries(account: Account, groupName: string, atTime: Date): string[] {
    const book = bookNamed(account, groupName);
    return (book === undefined || isEffective(book, atTime) ? book?.addressLists : book.supersededAddressLists) ?? [];
}

function portRange(text: string): string {
    return text.includes("/") ? text : `${text}/${text}`;
}

/** Firewall objects decide about traffic from this time on. */
export function isEffective({ effectiveAt }: { effectiveAt: string }, atTime: Date): boolean {
    return Date.parse(effectiveAt) <= atTime.getTime();
}
