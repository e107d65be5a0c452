import { DomainMatching, type InfrastructureGrant, TransportProtocol } from "../args";
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
        checkMatching(path, grant, findings);
        return {
            name: grant.name,
            hosts: sortedValues(hosts, (a, b) => (a.name < b.name ? -1 : 1)),
            addresses: sortedValues(addresses, Cidr.compare),
            ports: [...new Set(grant.ports ?? [443])].sort((a, b) => a - b),
            protocol: grant.protocol ?? TransportProtocol.Tcp,
            domainMatching: grant.domainMatching ?? DomainMatching.Fqdn,
        };
    });
    return { intent: intent.sort((a, b) => (a.name < b.name ? -1 : 1)), names };
}

/** Source: Cloud Firewall, "Domain name resolution policy": FQDN mode reads Host and SNI, DNS mode resolves. */
function checkMatching(
    path: string,
    { hosts, protocol, domainMatching }: InfrastructureGrant,
    findings: FindingCollector,
) {
    if (hosts === undefined) {
        if (domainMatching !== undefined) {
            findings.error(
                "matching-without-hosts",
                `${path}.domainMatching`,
                domainMatching,
                "nothing: a range is matched by address",
                "leave `domainMatching` out, or name `hosts`",
            );
        }
        return;
    }
    if (domainMatching === DomainMatching.Dns) {
        findings.warning(
            "domain-matched-by-address",
            `${path}.domainMatching`,
            domainMatching,
            "`Fqdn`: by address, whatever else stands behind the same addresses is let out too",
            "use `Fqdn` wherever the nodes speak TLS to these hosts",
        );
    } else if (protocol === TransportProtocol.Udp) {
        findings.error(
            "domain-needs-a-name-in-the-request",
            `${path}.domainMatching`,
            domainMatching,
            "`Dns`: in UDP the firewall finds no name to read",
            "write `domainMatching: Dns`, or name `addresses` instead of `hosts`",
        );
    }
}
