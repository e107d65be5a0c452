import { PortProtocol, TlsMode } from "./args";
import type { ExternalServiceIntent } from "./intent";

/** What a proxy can see of a connection: requests; TLS, and in it the name of the host; or only bytes. */
export type Manner = "http" | "tls" | "tcp";

/** One way of calling an external service, from the workload's port to the port outside. */
export interface Wire {
    readonly manner: Manner;
    readonly protocol: PortProtocol;
    readonly workloadPort: number;
    readonly outsidePort: number;
}

/** Every way of calling a service: its ports in their order, then those ports again on which applications still speak TLS. */
export function wiresOf({ ports, tls }: Pick<ExternalServiceIntent, "ports" | "tls">): Wire[] {
    const declared = ports.map(
        ({ number, workloadPort, protocol }): Wire => ({
            manner: protocol === PortProtocol.Tcp ? "tcp" : tls.mode === TlsMode.Passthrough ? "tls" : "http",
            protocol,
            workloadPort,
            outsidePort: number,
        }),
    );
    const appTls = tls.acceptAppTls ? declared.filter(({ manner }) => manner === "http") : [];
    return [...declared, ...appTls.map((wire): Wire => ({ ...wire, manner: "tls", workloadPort: wire.outsidePort }))];
}

/** Whether a proxy of the mesh makes TLS for the workload. */
export function originates(mode: TlsMode): boolean {
    return mode === TlsMode.Originate || mode === TlsMode.MutualOriginate;
}
