import type { JwtRequirement } from "./jwt";
import type { RequestRule } from "./requests";

/** Who may call: all workloads of a namespace, or those that run as one service account. */
export interface Client {
    /** Name of a fenced namespace. */
    namespace: string;
    /** Name of a service account in it. Default: every service account. */
    serviceAccount?: string;
}

/** A port of an external service. The workload speaks plain HTTP; the gateway speaks HTTPS to the outside. */
export interface Port {
    /** Port of the external service, 1 to 65535. */
    number: number;
    /** Port that the workload calls. Default: `80` where `number` is 443, else `number`. */
    workloadPort?: number;
}

/** A named group of hosts outside the mesh, and who may call them. */
export interface ExternalService {
    /** Name, a DNS label, unique in the perimeter. */
    name: string;
    /** Host names, fully written out; Unicode names are taken as their ASCII form. 1 to 256. */
    hosts: string[];
    /** Ports; one for now. Default: `[{ number: 443, workloadPort: 80 }]`. */
    ports?: Port[];
    /** Who may call; at least one. */
    clients: Client[];
    /** What clients may ask, each request by at least one of these rules. Default: everything. */
    requests?: RequestRule[];
    /** The token that every request needs. Default: none. */
    jwt?: JwtRequirement;
    /** Name of the one of `authorizers` that is asked about every request to these hosts, whoever calls. Default: none. */
    authorizer?: string;
}
