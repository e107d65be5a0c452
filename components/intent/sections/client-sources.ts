import type { ExternalService } from "../args";
import type { Cidr } from "../cidr";
import { ClientIdentity } from "../client";
import type { FindingCollector, Located } from "../finding-collector";
import { ipv4Range } from "./ranges";

/** A client that may call from some addresses only, with the place of each range. */
export interface ClientSourceReading {
    /** Of the list of ranges. */
    readonly path: string;
    readonly client: ClientIdentity;
    readonly cidrs: readonly Located<Cidr>[];
}

export function readClientSources(
    path: string,
    { clients }: ExternalService,
    findings: FindingCollector,
): ClientSourceReading[] {
    return clients.flatMap(({ namespace, serviceAccount, sourceCidrs }, index) => {
        const at = `${path}.clients[${index}].sourceCidrs`;
        const cidrs = findings.takeEach(at, sourceCidrs ?? [], ipv4Range);
        // What is wrong with the client itself is found where clients are read.
        const client = ClientIdentity.parse(namespace, serviceAccount);
        return sourceCidrs === undefined || !client.ok ? [] : [{ path: at, client: client.value, cidrs }];
    });
}
