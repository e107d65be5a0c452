import type { Cidr } from "../cidr";
import type { ClientIdentity } from "../client";
import type { FindingCollector } from "../finding-collector";
import type { ClusterIntent } from "../intent";
import type { ClientSourceReading } from "../sections/client-sources";
import type { ExternalServiceReading } from "../sections/external-services";

/**
 * Ranges that clients call from, where they are said: some of the Pods' addresses, each once, and nobody else's grant undoes
 * them.
 *
 * @param cluster absent where a component that does not see the cluster reads its part of the args
 */
export function sourcesNarrow(
    services: readonly ExternalServiceReading[],
    cluster: Pick<ClusterIntent, "podCidrs"> | undefined,
    findings: FindingCollector,
): void {
    for (const service of services) {
        for (const source of service.sources) {
            rangesAreApart(source, findings);
            if (cluster !== undefined) {
                rangesAreOfSomePods(source, cluster.podCidrs, findings);
            }
            sourceHolds(source, service, services, findings);
        }
    }
}

function rangesAreApart({ cidrs }: ClientSourceReading, findings: FindingCollector): void {
    for (const [index, { path, value }] of cidrs.entries()) {
        const earlier = cidrs.slice(0, index).find((other) => other.value.overlaps(value));
        if (earlier !== undefined) {
            findings.error(
                "source-ranges-overlap",
                path,
                value.toString(),
                `a range of its own; it overlaps ${earlier.value.toString()} at ${earlier.path}`,
                "write the wider one alone",
            );
        }
    }
}

function rangesAreOfSomePods(
    { path: at, cidrs }: ClientSourceReading,
    pods: readonly Cidr[],
    findings: FindingCollector,
): void {
    for (const { path, value } of cidrs.filter((one) => !pods.some((range) => range.contains(one.value)))) {
        findings.error(
            "source-outside-the-pods",
            path,
            value.toString(),
            `a range inside \`cluster.podCidrs\` (${pods.join(", ")}): clients are Pods, and no other address ever matches`,
            "write the range of the vSwitch that these Pods have their addresses from, or correct `cluster.podCidrs`",
        );
    }
    if (pods.length > 0 && pods.every((range) => cidrs.some(({ value }) => value.contains(range)))) {
        findings.warning(
            "source-ranges-of-every-pod",
            at,
            cidrs.map(({ value }) => value.toString()),
            "ranges that leave some Pods out: every Pod has its address from these",
            "write narrower ones, or leave `sourceCidrs` out",
        );
    }
}

/** Grants add up: a caller that another client covers too may call from where that one may. */
function sourceHolds(
    source: ClientSourceReading,
    service: ExternalServiceReading,
    services: readonly ExternalServiceReading[],
    findings: FindingCollector,
): void {
    const hosts = new Set(service.hosts.map(({ value }) => value.name));
    const others = services.filter((one) => one === service || one.hosts.some(({ value }) => hosts.has(value.name)));
    const wide = others.flatMap((one) => one.clients.filter(({ value }) => undoes(one, value, source)))[0];
    if (wide !== undefined) {
        findings.warning(
            "restriction-without-effect",
            source.path,
            source.cidrs.map(({ value }) => value.toString()),
            `ranges that hold: ${wide.path} grants the same caller the same from elsewhere`,
            "give the callers apart, or write the same ranges at both",
        );
    }
}

function undoes(service: ExternalServiceReading, client: ClientIdentity, narrow: ClientSourceReading): boolean {
    const own = service.sources.find((source) => source.client.principal("") === client.principal(""));
    const elsewhere = own?.cidrs.some(({ value }) => !narrow.cidrs.some((one) => one.value.contains(value))) ?? true;
    return client.overlaps(narrow.client) && elsewhere;
}
