import { type Parsed, parsed, refused } from "./finding";

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** RFC 1123 label: names of namespaces, external services, gateways. */
export function dnsLabel(text: string, maximum = 63): Parsed<string> {
    if (text.length <= maximum && LABEL.test(text)) {
        return parsed(text);
    }
    return refused(
        "name-not-a-dns-label",
        `lower-case letters, digits and hyphens, ${maximum} at most, no hyphen at either end`,
        "rename it",
    );
}

/** RFC 1123 subdomain: names of service accounts. */
export function dnsSubdomain(text: string): Parsed<string> {
    if (text.length <= 253 && text.split(".").every((label) => LABEL.test(label))) {
        return parsed(text);
    }
    return refused(
        "name-not-a-dns-subdomain",
        "lower-case letters, digits, hyphens and dots, 253 at most",
        "write the name as Kubernetes has it",
    );
}
