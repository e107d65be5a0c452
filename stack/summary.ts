import type { EgressPerimeterArgs, ExternalService } from "asm-egress";

/** One line an external service: who may call what. */
export function summarise({ externalServices }: Pick<EgressPerimeterArgs, "externalServices">): string[] {
    return externalServices.map(lineOf).sort();
}

function lineOf({ name, hosts, ports, clients }: ExternalService): string {
    const callers = clients.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount ?? "*"}`);
    const port = ports?.[0]?.number ?? 443;
    return `${name}: ${callers.join(", ")} -> ${hosts.map((host) => `${host}:${port}`).join(", ")}`;
}
