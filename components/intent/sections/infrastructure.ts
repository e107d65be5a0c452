import type { InfrastructureGrant } from "../args";
import { Cidr } from "../cidr";
import { type FindingCollector, type Located, sortedValues } from "../finding-collector";
import { Host } from "../host";
import type { InfrastructureIntent } from "../intent";
import { dnsLabel } from "../kubernetes-name";
import { ipv4Range } from "./ranges";

export interface InfrastructureReading {
    readonly intent: readonly InfrastructureIntent[];
    readonly names: readonly Located<string>[];
}

export function readInfrastructure(
    grants: readonly InfrastructureGrant[],
    findings: FindingCollector,
): InfrastructureReading {
    const names: Located<string>[] = [];
    const intent = grants.map((grant, index): InfrastructureIntent => {
        const path = `infrastructure[${index}]`;
        if (findings.take(`${path}.name`, grant.name, dnsLabel(grant.name, 30)) !== undefined) {
            names.push({ path: `${path}.name`, value: grant.name });
        }
        if (grant.hosts === undefined && grant.addresses === undefined) {
            findings.error(
                "grant-without-destination",
                path,
                grant.name,
                "at least one of `hosts` and `addresses`",
                "name what the nodes need",
            );
        }
        const hosts = findings.takeEach(`${path}.hosts`, grant.hosts ?? [], Host.parse);
        const addresses = findings.takeEach(`${path}.addresses`, grant.addresses ?? [], ipv4Range);
        for (const { path: at, value } of addresses.filter(({ value }) => value.prefix < 8)) {
            findings.error("grant-too-wide", at, value.toString(), "a range of /8 or smaller", "name the ranges");
        }
        return {
            name: grant.name,
            hosts: sortedValues(hosts, (a, b) => (a.name < b.name ? -1 : 1)),
            addresses: sortedValues(addresses, Cidr.compare),
            ports: [...new Set(grant.ports ?? [443])].sort((a, b) => a - b),
        };
    });
    return { intent: intent.sort((a, b) => (a.name < b.name ? -1 : 1)), names };
}
