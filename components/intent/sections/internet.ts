import type { Internet } from "../args";
import { Cidr } from "../cidr";
import { type Parsed, refused } from "../finding";
import { type FindingCollector, type Located, sortedValues } from "../finding-collector";
import type { InternetIntent } from "../intent";
import { namesAreUnique } from "../rules/unique-names";
import { ipv4Range, type Ranges, readSubnet } from "./ranges";

export interface InternetReading extends Ranges {
    readonly intent: InternetIntent;
}

/** What only a NAT gateway to be made can have. */
const MADE_ONLY = ["publicAddresses", "givenAddresses", "bandwidthMbps", "protectAddresses"] as const;

/** What only public addresses to be made can have. */
const MADE_ADDRESSES_ONLY = ["publicAddresses", "bandwidthMbps"] as const;

export function readInternet(internet: Internet, findings: FindingCollector): InternetReading {
    if ((internet.given === undefined) === (internet.subnet === undefined)) {
        findings.error(
            "nat-gateway-made-or-given",
            "internet",
            internet.given === undefined ? "neither `subnet` nor `given`" : "both `subnet` and `given`",
            "exactly one of `subnet` (a NAT gateway is made there) and `given` (a NAT gateway that exists)",
            internet.given === undefined ? "add `subnet: { zoneId, cidrBlock }` or `given`" : "remove one of them",
        );
    }
    return internet.given === undefined ? readMade(internet, findings) : readGiven(internet, internet.given, findings);
}

function readMade(internet: Internet, findings: FindingCollector): InternetReading {
    const subnet = internet.subnet && readSubnet(findings, "internet.subnet", internet.subnet);
    const protectAddresses = internet.protectAddresses ?? true;
    if (!protectAddresses) {
        findings.warning(
            "addresses-unprotected",
            "internet.protectAddresses",
            false,
            "true",
            "switch it on where partners have the addresses in their allowlists",
        );
    }
    const givenAddresses = readGivenAddresses(internet, findings);
    const inSystemRouteTable = internet.systemRouteTableId !== undefined;
    if (subnet === undefined) {
        return { intent: { inSystemRouteTable }, own: [], others: [] };
    }
    return {
        intent: {
            made: {
                subnet: subnet.value,
                publicAddresses: internet.givenAddresses === undefined ? (internet.publicAddresses ?? 2) : 0,
                givenAddresses,
                bandwidthMbps: internet.bandwidthMbps ?? 100,
                protectAddresses,
            },
            inSystemRouteTable,
        },
        own: [{ path: "internet.subnet.cidrBlock", value: subnet.value.cidrBlock }],
        others: [],
    };
}

function readGivenAddresses(internet: Internet, findings: FindingCollector): Cidr[] {
    const { givenAddresses } = internet;
    if (givenAddresses === undefined) {
        return [];
    }
    for (const property of MADE_ADDRESSES_ONLY.filter((name) => internet[name] !== undefined)) {
        findings.error(
            "given-addresses-are-not-changed",
            `internet.${property}`,
            internet[property],
            "nothing: public addresses are either made or given, and given ones are never changed",
            "remove it, or `givenAddresses`",
        );
    }
    const addresses = givenAddresses.flatMap(({ address }, index): Located<Cidr>[] => {
        const path = `internet.givenAddresses[${index}].address`;
        const value = findings.take(path, address, publicAddress(address));
        return value === undefined ? [] : [{ path, value }];
    });
    namesAreUnique(
        "public address",
        addresses.map(({ path, value }) => ({ path, value: value.toString() })),
        findings,
    );
    return sortedValues(addresses, Cidr.compare);
}

function readGiven(
    internet: Internet,
    given: NonNullable<Internet["given"]>,
    findings: FindingCollector,
): InternetReading {
    for (const property of MADE_ONLY.filter((name) => internet[name] !== undefined)) {
        findings.error(
            "given-nat-gateway-is-not-changed",
            `internet.${property}`,
            internet[property],
            "nothing: a given NAT gateway and its addresses are never changed",
            "remove it",
        );
    }
    const { systemRouteTableId } = internet;
    if (typeof systemRouteTableId === "string" && systemRouteTableId === given.routeTableId) {
        findings.error(
            "system-route-table-is-not-for-the-gateway",
            "internet.given.routeTableId",
            given.routeTableId,
            "a custom route table: the gateway's vSwitches are attached to it, which a system route table does not take",
            "name the custom route table here and the system route table in `internet.systemRouteTableId`",
        );
    }
    const addresses = findings.takeEach("internet.given.addresses", given.addresses, publicAddress);
    return {
        intent: {
            given: { addresses: sortedValues(addresses, Cidr.compare) },
            inSystemRouteTable: systemRouteTableId !== undefined,
        },
        own: [],
        others: [],
    };
}

function publicAddress(text: string): Parsed<Cidr> {
    const address = ipv4Range(text);
    return address.ok && address.value.prefix !== 32
        ? refused("address-is-a-range", "one IPv4 address", "list the addresses one by one")
        : address;
}
