import type { Probe, Seen } from "../scenario/probe";
import { countDifference, type Difference, textDifference } from "./difference";
import type { Evidence, Sighting } from "./evidence";

/** Sightings by which an application's byte has arrived. */
export function arrivals({ sightings, addresses }: Evidence): Sighting[] {
    return sightings.filter(({ kind, source, bytes }) => {
        switch (kind) {
            case "request":
            case "datagram":
                return true;
            case "bytes":
                return bytes !== 0;
            case "handshake":
                // A handshake that did not come from the gateway is the application's own.
                return !addresses.public.includes(source);
            default:
                return false;
        }
    });
}

/** How what arrived differs from what was to arrive. */
export function seenDifferences({ seen, repeat }: Probe, evidence: Evidence): Difference[] {
    const messages = arrivals(evidence).filter(({ kind }) => kind !== "handshake");
    const { sightings } = evidence;
    if (seen === undefined) {
        return [];
    }
    const here = seen.host === undefined ? messages : messages.filter(({ host }) => host === seen.host);
    const connected = sightings.filter(({ host }) => seen.host === undefined || host === seen.host);
    return [
        ...placeDifferences(seen, messages, here),
        ...here.flatMap((sighting) => fieldDifferences(seen, sighting, sightings, evidence)).filter(isFirstOfItsKind),
        ...countDifference("requests", seen.requests, here.length),
        ...countDifference("connections", seen.connections, kinds(connected, "connection")),
        ...countDifference("handshakes", seen.handshakes, kinds(connected, "handshake")),
        ...Object.entries(seen.requestsAt ?? {}).flatMap(([host, expected]) =>
            countDifference(
                `requests at ${host}`,
                expected,
                messages.filter((message) => message.host === host).length,
            ),
        ),
        ...(here.length === 0 || seen.requests !== undefined || seen.requestsAt !== undefined || here.length >= repeat
            ? []
            : [{ what: "requests", expected: `${repeat} or more`, got: String(here.length) }]),
    ];
}

/** Without `requestsAt`, everything has to arrive at the one host. */
function placeDifferences(seen: Seen, messages: readonly Sighting[], here: readonly Sighting[]): Difference[] {
    if (seen.host === undefined || (here.length === messages.length && here.length > 0)) {
        return [];
    }
    const elsewhere = [...new Set(messages.map(({ host }) => host).filter((host) => host !== seen.host))];
    return here.length > 0 && seen.requestsAt !== undefined
        ? []
        : [
              {
                  what: "host",
                  expected: seen.host,
                  got: elsewhere.length === 0 ? "nothing but a handshake" : elsewhere.join(", "),
              },
          ];
}

function fieldDifferences(
    seen: Seen,
    sighting: Sighting,
    all: readonly Sighting[],
    { addresses }: Evidence,
): Difference[] {
    const { scheme, authority, method, path, httpVersion } = sighting;
    const handshake = all.find(({ kind, host }) => kind === "handshake" && host === sighting.host);
    return [
        ...sourceDifferences(seen, sighting.source, addresses),
        ...textDifference("scheme", seen.scheme, scheme),
        ...textDifference("authority", seen.authority, authority),
        ...textDifference("method", seen.method, method),
        ...textDifference("path", seen.path, path),
        ...textDifference("HTTP version", seen.httpVersion, httpVersion),
        ...textDifference("SNI", seen.sni, sighting.sni ?? handshake?.sni),
        ...certificateDifferences(seen.clientCertificate, sighting.clientCertificate ?? handshake?.clientCertificate),
        ...headerDifferences(seen, sighting.headers ?? []),
    ];
}

function sourceDifferences({ source }: Seen, address: string, addresses: Evidence["addresses"]): Difference[] {
    const whose = addresses.public.includes(address)
        ? "gateway"
        : address === addresses.workload
          ? "workload"
          : "cluster";
    return source === undefined || source === whose || source === address
        ? []
        : [{ what: "source", expected: source, got: `${whose} (${address})` }];
}

function certificateDifferences(expected: string | undefined, got: string | undefined): Difference[] {
    return expected === undefined ? [] : textDifference("client certificate", expected, got ?? "none");
}

function headerDifferences(
    { headers = {}, absent = [] }: Seen,
    sent: readonly (readonly [string, string])[],
): Difference[] {
    const sentAs = (name: string) => sent.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
    return [
        ...Object.entries(headers).flatMap(([name, value]) => textDifference(`header ${name}`, value, sentAs(name))),
        ...absent.flatMap((name) => {
            const value = sentAs(name);
            return value === undefined ? [] : [{ what: `header ${name}`, expected: "absent", got: value }];
        }),
    ];
}

function kinds(sightings: readonly Sighting[], wanted: Sighting["kind"]): number {
    return sightings.filter(({ kind }) => kind === wanted).length;
}

/** A hundred requests that differ in the same thing are told once. */
function isFirstOfItsKind({ what }: Difference, index: number, all: readonly Difference[]): boolean {
    return all.findIndex((other) => other.what === what) === index;
}
