import type { EgressPerimeterArgs, ExternalService } from "asm-egress";

/** One line an external service: who may call what. */
export function summarise({ externalServices }: Pick<EgressPerimeterArgs, "externalServices">): string[] {
    return externalServices.map(lineOf).sort();
}

function lineOf({ name, hosts, addresses, ports, tls, clients }: ExternalService): string {
    const callers = clients.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount ?? "*"}`);
    const numbers = ports?.map(({ number }) => number) ?? [tls?.mode === "Plaintext" ? 80 : 443];
    const destinations = (hosts ?? addresses ?? []).flatMap((to) => numbers.map((number) => `${to}:${number}`));
    return `${name}: ${callers.join(", ")} -> ${destinations.join(", ")}`;
}
