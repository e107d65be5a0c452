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

/** Key of a label or taint: a name of 63 at most, after a DNS subdomain and a slash where it has a prefix. */
export function qualifiedName(text: string): Parsed<string> {
    const [name = "", ...prefix] = text.split("/").reverse();
    return prefix.length <= 1 && prefix.every((part) => dnsSubdomain(part).ok) && name !== "" && isLabelText(name)
        ? parsed(text)
        : refused("key-malformed", "the key of a label or taint", "write it as `dedicated` or `example.com/dedicated`");
}

/** Value of a label or taint. */
export function labelValue(text: string): Parsed<string> {
    return isLabelText(text)
        ? parsed(text)
        : refused(
              "value-malformed",
              "letters, digits, hyphens, underscores and dots, 63 at most",
              "write the value as Kubernetes has it",
          );
}

function isLabelText(text: string): boolean {
    return text.length <= 63 && /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(text);
}
