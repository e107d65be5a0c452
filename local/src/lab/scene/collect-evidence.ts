import type { Account } from "../../alicloud/account/account";
import type { MeshProxy } from "../mesh/proxy";
import type { LabNetwork } from "../network/lab-network";
import type { Outside } from "../outside/outside";
import { attempt } from "../probe/attempt";
import type { ProbeRequest } from "../probe/probe-request";
import type { Drop, Evidence, Sighting } from "../verify/evidence";
import { APPLICATION_UID, type Place, type Places } from "./places";

export interface Witnesses {
    readonly places: Places;
    readonly outside: Outside;
    readonly network: LabNetwork;
    readonly account: Account;
}

/** Makes one probe and collects what everybody wrote down meanwhile. */
export async function collectEvidence(place: Place, request: ProbeRequest, witnesses: Witnesses): Promise<Evidence> {
    const { places, outside, network } = witnesses;
    if (place.machine === undefined) {
        return unmade(place, witnesses);
    }
    const gateways = places.gateways().flatMap(({ proxy }) => proxy ?? []);
    const sidecars = sidecarsOf(place);
    const before = {
        mark: outside.mark(),
        drops: await network.drops(),
        gatewayLog: linesOf(gateways),
        sidecarLog: linesOf(sidecars),
    };
    const uid = request.manner === "bypassSidecar" ? {} : { uid: APPLICATION_UID };
    const tried = await attempt(place.machine, { ...request, ...uid });
    await Promise.all([...gateways, ...sidecars].map((proxy) => proxy.flushed()));
    return {
        ...known(place, witnesses),
        attempt: tried,
        sightings: outside.sightings(before.mark).flatMap(asSeen),
        drops: moreThan(before.drops, await network.drops()),
        gatewayLog: linesSince(gateways, before.gatewayLog),
        sidecarLog: linesSince(sidecars, before.sidecarLog),
    };
}

/** None on a gateway's Pod: its proxy is the gateway itself, and each proxy is asked once, or two wait for each other's looks. */
function sidecarsOf({ pod }: Place): MeshProxy[] {
    return pod?.proxy === undefined || pod.gateway !== undefined ? [] : [pod.proxy];
}

/**
 * Where nothing runs nothing is tried: a Pod that no node takes is refused like one that the API server does not take. Where
 * neither was said nobody has refused anything, and the lab has lost what the probe was to start from.
 */
function unmade(place: Place, witnesses: Witnesses): Evidence {
    const pending = place.pod?.pending;
    if (pending === undefined && place.pod?.admission.allowed !== false) {
        throw new Error("nothing was tried: the place of the probe is not there, and nobody has refused it");
    }
    return {
        ...known(place, witnesses),
        ...(pending === undefined ? {} : { admission: { allowed: false, message: pending } }),
        sightings: [],
        drops: [],
        gatewayLog: [],
        sidecarLog: [],
    };
}

function known(place: Place, { places, account }: Witnesses): Pick<Evidence, "admission" | "addresses"> {
    return {
        ...(place.pod === undefined || place.pod.gateway !== undefined ? {} : { admission: place.pod.admission }),
        addresses: {
            public: gatewayExits(account),
            gateway: places.gateways().flatMap(({ address }) => address ?? []),
            ...(place.address === undefined ? {} : { workload: place.address }),
        },
    };
}

/** Public addresses that vSwitches of the perimeter leave from, and nobody else's. */
function gatewayExits({ snatEntries, vswitches }: Account): string[] {
    const addresses = (given: boolean) =>
        Object.values(snatEntries)
            .filter(({ sourceVswitchId = "" }) => (vswitches[sourceVswitchId]?.given ?? false) === given)
            .flatMap(({ snatIp }) => snatIp.split(","));
    return [...new Set(addresses(false))];
}

function linesOf(proxies: readonly MeshProxy[]): number[] {
    return proxies.map((proxy) => proxy.accessLog().length);
}

function linesSince(proxies: readonly MeshProxy[], lines: readonly number[]): string[] {
    return proxies.flatMap((proxy, index) => proxy.accessLog().slice(lines[index]));
}

/** A handshake that failed has let no byte of an application through. */
function asSeen({ clientCertificate, ...seen }: ReturnType<Outside["sightings"]>[number]): Sighting[] {
    const commonName = /CN=([^,\n]+)/.exec(clientCertificate?.subject ?? "")?.[1];
    return seen.kind === "handshake" && seen.handshake === undefined
        ? []
        : [{ ...seen, ...(commonName === undefined ? {} : { clientCertificate: commonName }) }];
}

function moreThan(before: readonly Drop[], after: readonly Drop[]): Drop[] {
    return after.flatMap((drop) => {
        const earlier = before.find(({ layer, rule }) => layer === drop.layer && rule === drop.rule)?.packets ?? 0;
        return drop.packets > earlier ? [{ ...drop, packets: drop.packets - earlier }] : [];
    });
}
