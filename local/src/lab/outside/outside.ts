import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { LabAuthority } from "../certificates/lab-authority";
import { LabProgram } from "../lab-program";
import { type NameTable, namesOf, type OutsideHost, type OutsideSpec, type ServedService } from "./outside-host";
import { endOf, readSightings, type Sighting } from "./sighting";

const MAIN = path.resolve(__dirname, "../../../dist/lab/outside/main.js");

export interface OutsideOptions {
    /** Namespace that holds the hosts' addresses; undefined for this machine's own, which only loopback tests want. */
    readonly namespace: string | undefined;
    readonly hosts: readonly OutsideHost[];
    /** Issues the servers' certificates, and those of clients that are trusted. */
    readonly authority: LabAuthority;
    /** Made where it does not exist; one per outside. */
    readonly folder: string;
    /** What its DNS services know; default the names of its hosts. A cluster's resolver is an outside with another table. */
    readonly names?: NameTable;
}

/** The hosts beyond the router, served by one program, and what reached them. */
export class Outside {
    private constructor(
        private readonly program: LabProgram,
        private readonly diary: string,
    ) {}

    static async start({ namespace, hosts, authority, folder, names }: OutsideOptions): Promise<Outside> {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const diary = path.join(folder, "sightings.jsonl");
        writeFileSync(diary, "");
        const spec: OutsideSpec = {
            services: await servicesOf(hosts, authority, folder),
            sightings: diary,
            clientAuthority: authority.caPem,
            names: names ?? namesOf(hosts),
        };
        const specFile = path.join(folder, "spec.json");
        writeFileSync(specFile, JSON.stringify(spec), { mode: 0o600 });
        return new Outside(await LabProgram.start("the outside", namespace, [MAIN, specFile]), diary);
    }

    /** This moment, for `sightings`. */
    mark(): number {
        return endOf(this.diary);
    }

    /** What reached the outside since a mark, in order. */
    sightings(since = 0): Sighting[] {
        return readSightings(this.diary, since);
    }

    /** Takes a service down with its connections; those that share its address and port, too. */
    stop(host: string, port: number): Promise<void> {
        return this.order(`stop ${host} ${port}`);
    }

    start(host: string, port: number): Promise<void> {
        return this.order(`start ${host} ${port}`);
    }

    dispose(): Promise<void> {
        return this.program.dispose();
    }

    private async order(command: string): Promise<void> {
        const answer = await this.program.ask(command);
        if (answer !== "done") {
            throw new Error(`the outside did not ${command}: ${answer}`);
        }
    }
}

async function servicesOf(
    hosts: readonly OutsideHost[],
    authority: LabAuthority,
    folder: string,
): Promise<ServedService[]> {
    const services = hosts.flatMap(({ host, aliases = [], address, services }) =>
        services.map((service): ServedService => ({ ...service, host, aliases, address })),
    );
    const nobody = services.some(({ untrusted }) => untrusted === true)
        ? await LabAuthority.create(path.join(folder, "untrusted"), "asm-egress untrusted CA")
        : authority;
    const served: ServedService[] = [];
    for (const service of services) {
        const names = service.certificateNames ?? [service.host, ...service.aliases];
        const isSecure = service.protocol === "HTTPS" || service.protocol === "TLS";
        const issuer = service.untrusted === true ? nobody : authority;
        served.push(isSecure ? { ...service, certificate: await issuer.issue({ names }) } : service);
    }
    return served;
}
