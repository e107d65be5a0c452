import type { Account } from "./account";
import { bookNamed, isDomain } from "./address-book";
import { CloudApiError } from "./api-error";
import { parseCidr } from "./cidr";
import type { AddressBook, PolicyRule } from "./objects";
import { isPortRange } from "./port-range";

/** What a boundary takes as the two ends of a flow. */
export interface AddressTypes {
    readonly source: string[];
    readonly destination: string[];
}

/**
 * What a policy may say, at whichever boundary. Codes are those of
 * https://www.alibabacloud.com/help/en/cloud-firewall/developer-reference/api-cloudfw-2017-12-07-addcontrolpolicy,
 * whose rules the NAT and the VPC boundary share.
 */
export function requireValidRule(account: Account, rule: PolicyRule, types: AddressTypes): void {
    requireOneOf("ErrorParametersAction", "AclAction", rule.aclAction, ["accept", "drop", "log"]);
    requireOneOf("ErrorParametersProto", "Proto", rule.proto, ["ANY", "TCP", "UDP", "ICMP"]);
    requireOneOf("ErrorParametersSource", "SourceType", rule.sourceType, types.source);
    requireOneOf("ErrorParametersDestination", "DestinationType", rule.destinationType, types.destination);
    requireOneOf("ErrorParameterIpVersion", "IpVersion", rule.ipVersion ?? "4", ["4", "6"]);
    requireSource(account, rule);
    const domains = requireDestination(account, rule);
    requirePorts(account, rule);
    requireApplications(rule);
    if (domains !== undefined) {
        requireDomainMatching(rule, domains);
    }
}

/** Matched in the request itself (HTTP Host, TLS SNI), hence only where there is one. */
const FQDN_APPLICATIONS = ["HTTP", "HTTPS", "SMTP", "SMTPS", "SSL", "POPS", "IMAPS"];
const APPLICATIONS = [
    ...["ANY", "FTP", "Memcache", "MongoDB", "MQTT", "MySQL", "RDP", "Redis", "SSH", "SSL_No_Cert", "VNC"],
    ...FQDN_APPLICATIONS,
];
/** Domain modes by the number the NAT boundary gives them; the one for both has none of its own rules. */
export const FQDN_ONLY = 0;
export const DNS_ONLY = 1;

function requireSource(account: Account, rule: PolicyRule): void {
    const family = rule.ipVersion === "6" ? "ipv6" : "ipv4";
    if (rule.sourceType === "group") {
        requireBook(account, rule.source, [family === "ipv6" ? "ipv6" : "ip"], "ErrorParametersSource");
    } else if (parseCidr(rule.source)?.family !== family) {
        throw new CloudApiError(
            "ErrorParametersSource",
            `The source is invalid: "${rule.source}" is no ${family} block.`,
        );
    }
}

/** The domains the destination stands for, or undefined where it is made of addresses. */
function requireDestination(account: Account, rule: PolicyRule): string[] | undefined {
    const family = rule.ipVersion === "6" ? "ipv6" : "ipv4";
    if (rule.destinationType === "group") {
        const types = [family === "ipv6" ? "ipv6" : "ip", "domain"];
        const book = requireBook(account, rule.destination, types, "ErrorParametersDestination");
        return book.groupType === "domain" ? book.addressLists : undefined;
    }
    if (rule.destinationType === "domain") {
        if (!isDomain(rule.destination)) {
            throw invalidDestination(`"${rule.destination}" is no domain name.`);
        }
        return [rule.destination];
    }
    if (rule.destinationType === "net" && parseCidr(rule.destination)?.family !== family) {
        throw invalidDestination(`"${rule.destination}" is no ${family} block.`);
    }
    return undefined;
}

function requirePorts(account: Account, rule: PolicyRule): void {
    const type = rule.destPortType ?? "port";
    requireOneOf("ErrorParametersDestPort", "DestPortType", type, ["port", "group"]);
    if (rule.proto === "ICMP" && ((rule.destPort ?? "0/0") !== "0/0" || type === "group")) {
        throw new CloudApiError("ErrorParametersDestPort", "The dst_port is invalid: ICMP has no ports.");
    }
    if (type === "group") {
        requireBook(account, rule.destPortGroup ?? "", ["port"], "ErrorParametersGroupPort");
    } else if (rule.destPort !== undefined && !isPortRange(rule.destPort)) {
        throw new CloudApiError(
            "ErrorParametersDestPort",
            `The dst_port is invalid: "${rule.destPort}" is not from/to.`,
        );
    }
}

function requireApplications(rule: PolicyRule): void {
    const names = rule.applicationNameLists;
    const unknown = names.find((name) => !APPLICATIONS.includes(name));
    const mixed = names.includes("ANY") && names.length > 1;
    if (names.length === 0 || unknown !== undefined || mixed || new Set(names).size < names.length) {
        throw invalidApplications(`[${names.join(", ")}]: known applications, each once, or ANY alone.`);
    }
    if (rule.proto !== "TCP" && names[0] !== "ANY") {
        throw invalidApplications(`protocol ${rule.proto} takes the application ANY only, not ${names.join(", ")}.`);
    }
}

/** https://www.alibabacloud.com/help/en/cloud-firewall/cloudfirewall/user-guide/domain-name-resolution-policy. */
function requireDomainMatching(rule: PolicyRule, domains: string[]): void {
    const mode = rule.domainResolveType ?? FQDN_ONLY;
    requireOneOf("ErrorParameters", "DomainResolveType", String(mode), ["0", "1", "2"]);
    const wildcard = domains.find((domain) => domain.startsWith("*."));
    if (mode !== FQDN_ONLY && wildcard !== undefined) {
        throw invalidDestination(`the wildcard "${wildcard}" works in FQDN mode only.`);
    }
    if (mode === DNS_ONLY) {
        return;
    }
    if (rule.proto !== "TCP") {
        throw new CloudApiError(
            "ErrorParametersProto",
            `The protocol is invalid: a domain destination needs TCP, not ${rule.proto}.`,
        );
    }
    const unfit = rule.applicationNameLists.find((name) => !FQDN_APPLICATIONS.includes(name));
    if (unfit !== undefined) {
        throw new CloudApiError(
            "ErrorEmptyDomainResolveType",
            `Empty DomainResolveType only support HTTP/HTTPS/SSL/SMTP/SMTPS apps; got ${unfit}.`,
        );
    }
}

function requireBook(account: Account, groupName: string, types: string[], code: string): AddressBook {
    const book = bookNamed(account, groupName);
    if (book === undefined) {
        throw new CloudApiError("ErrorAddressGroupNotExist", `The address group does not exist: "${groupName}".`);
    }
    if (!types.includes(book.groupType)) {
        throw new CloudApiError(
            code,
            `The address book ${groupName} is of type ${book.groupType}, not ${types.join(" or ")}.`,
        );
    }
    return book;
}

function requireOneOf(code: string, what: string, value: string, allowed: string[]): void {
    if (!allowed.includes(value)) {
        throw new CloudApiError(code, `${what} "${value}" is invalid: ${allowed.join(", ")}.`);
    }
}

function invalidDestination(detail: string): CloudApiError {
    return new CloudApiError("ErrorParametersDestination", `The Destination parameter is invalid: ${detail}`);
}

function invalidApplications(detail: string): CloudApiError {
    return new CloudApiError("ErrorParametersApplicationNameList", `ApplicationNameList is not valid: ${detail}`);
}
