import type { SecureContext } from "node:tls";
import type { NameTable, ServedService } from "./outside-host";
import type { Sighting, SightingFile } from "./sighting";

/** One connection, or one datagram's sender, as far as it is known by now. */
export interface Connection {
    readonly service: ServedService;
    /** What every sighting of it says. */
    readonly seen: Omit<Sighting, "kind">;
}

/** What the services of one program share. */
export interface Surroundings {
    readonly sightings: SightingFile;
    readonly clientAuthority: string;
    readonly names: NameTable;
    readonly nextConnection: () => number;
    readonly nextHandshake: () => number;
    readonly contextOf: (service: ServedService) => SecureContext;
}
