import { type ExternalService, type Fault, type HeaderOperations, RetryCondition, type Traffic } from "../args";
import type { FindingCollector } from "../finding-collector";
import { Host } from "../host";
import { INTERNAL_HEADERS } from "../internal-headers";
import type { HeaderChanges, TrafficIntent } from "../traffic";
import { readEndpoints } from "./service-endpoints";

/** How requests get there; whatever leads elsewhere, contradicts itself or carries the inside outside has a finding. */
export function readTraffic(path: string, service: ExternalService, findings: FindingCollector): TrafficIntent {
    const at = `${path}.traffic`;
    const traffic = service.traffic ?? {};
    const hosts = new Set((service.hosts ?? []).map(nameOf));
    const { timeoutSeconds, retries, fault, connectionPool } = traffic;
    if (fault !== undefined) {
        readFault(at, fault, findings);
    }
    const mirror = readMirror(at, traffic, hosts, findings);
    return {
        split: readSplit(at, traffic, hosts, findings),
        ...(mirror && { mirror }),
        ...(timeoutSeconds !== undefined && { timeoutSeconds }),
        ...(retries && { retries: { ...retries, conditions: [...new Set(retries.conditions ?? UNANSWERED)].sort() } }),
        ...(fault && { fault }),
        requestHeaders: readHeaders(`${at}.requestHeaders`, traffic.requestHeaders, findings),
        responseHeaders: readHeaders(`${at}.responseHeaders`, traffic.responseHeaders, findings),
        ...(connectionPool && { connectionPool }),
        ...readEndpoints(at, traffic, findings),
    };
}

/** Failures after which the server has not answered. */
const UNANSWERED = [RetryCondition.ConnectFailure, RetryCondition.RefusedStream, RetryCondition.Reset];

function nameOf(host: string): string {
    const parsed = Host.parse(host);
    return parsed.ok ? parsed.value.name : host;
}

function readSplit(
    at: string,
    { split = [] }: Traffic,
    hosts: ReadonlySet<string>,
    findings: FindingCollector,
): TrafficIntent["split"] {
    split.forEach(({ host }, index) => {
        hostIsOwn(`${at}.split[${index}].host`, host, hosts, findings);
        if (split.findIndex((other) => nameOf(other.host) === nameOf(host)) < index) {
            findings.error(
                "duplicate",
                `${at}.split[${index}].host`,
                host,
                "a host that occurs once in the split",
                "add the two weights up",
            );
        }
    });
    const sum = split.reduce((total, { weight }) => total + weight, 0);
    if (split.length > 0 && sum !== 100) {
        findings.error(
            "split-is-not-whole",
            `${at}.split`,
            sum,
            "weights of 100 together: they are per cent",
            "change the weights",
        );
    }
    return split.map(({ host, weight }) => ({ host: nameOf(host), weight })).sort((a, b) => (a.host < b.host ? -1 : 1));
}

function readMirror(
    at: string,
    { mirror }: Traffic,
    hosts: ReadonlySet<string>,
    findings: FindingCollector,
): TrafficIntent["mirror"] {
    if (mirror === undefined) {
        return undefined;
    }
    hostIsOwn(`${at}.mirror.host`, mirror.host, hosts, findings);
    findings.warning(
        "mirror-shows-the-inside",
        `${at}.mirror`,
        mirror.host,
        "no copies: the proxy that makes them adds its own x-forwarded-for and x-envoy-internal after the removal of internal headers, and a sidecar's names the Pod's address",
        "leave it out once the comparison is done",
    );
    return { host: nameOf(mirror.host), percent: mirror.percent ?? 100 };
}

/** Requests go only where their callers may call: to a host that is listed, allowed and accepted like the others. */
function hostIsOwn(path: string, host: string, hosts: ReadonlySet<string>, findings: FindingCollector): void {
    if (!hosts.has(nameOf(host))) {
        findings.error(
            "traffic-to-undeclared-host",
            path,
            host,
            `one of the service's own hosts: ${[...hosts].sort().join(", ") || "there is none"}`,
            "add it to `hosts`",
        );
    }
}

function readFault(at: string, fault: Fault, findings: FindingCollector): void {
    const { delaySeconds, delayPercent, abortStatus, abortPercent } = fault;
    const idle = (share: number | undefined, of: number | undefined) => share !== undefined && of === undefined;
    if (
        (delaySeconds === undefined && abortStatus === undefined) ||
        idle(delayPercent, delaySeconds) ||
        idle(abortPercent, abortStatus)
    ) {
        findings.error(
            "fault-of-nothing",
            `${at}.fault`,
            fault,
            "`delaySeconds` or `abortStatus`, and a percentage only beside its own",
            "write what is to happen to the requests",
        );
    }
    findings.warning(
        "faults-are-made",
        `${at}.fault`,
        fault,
        "no faults: requests are delayed or refused on purpose",
        "leave it out when the test is over",
    );
}

const HEADER_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]+$/;

function readHeaders(at: string, operations: HeaderOperations | undefined, findings: FindingCollector): HeaderChanges {
    const changed = (key: "set" | "add") => {
        const list = operations?.[key] ?? [];
        list.forEach(({ name, value }, index) => {
            headerIsOurs(`${at}.${key}[${index}].name`, name, findings);
            if (/[\r\n\0]/.test(value)) {
                findings.error(
                    "header-value-malformed",
                    `${at}.${key}[${index}].value`,
                    value,
                    "one line",
                    "change it",
                );
            }
        });
        return Object.fromEntries(
            list.map(({ name, value }) => [name.toLowerCase(), value] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
        );
    };
    const remove = operations?.remove ?? [];
    remove.forEach((name, index) => {
        headerIsOurs(`${at}.remove[${index}]`, name, findings);
    });
    return {
        set: changed("set"),
        add: changed("add"),
        remove: [...new Set(remove.map((name) => name.toLowerCase()))].sort(),
    };
}

/** Host decides on the route and on what the firewall reads; the internal headers go in any case. */
function headerIsOurs(path: string, name: string, findings: FindingCollector): void {
    const lower = name.toLowerCase();
    if (!HEADER_NAME.test(lower)) {
        findings.error("header-name-malformed", path, name, "a header name", "write it without spaces and colons");
    } else if (lower === "host" || (INTERNAL_HEADERS as readonly string[]).includes(lower)) {
        findings.error(
            "header-not-changeable",
            path,
            name,
            "another header: Host decides on the way, and internal headers are always removed",
            "leave it out",
        );
    }
}
