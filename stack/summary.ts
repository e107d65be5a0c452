import type { EgressPerimeterArgs, ExternalService } from "asm-egress";

/** One line an external service: who may call what. */
export function summarise({ externalServices }: Pick<EgressPerimeterArgs, "externalServices">): string[] {
    return externalServices.map(lineOf).sort();
}

function lineOf(service: ExternalService): string {
    const { name, hosts, addresses, ports, tls, clients } = service;
    const callers = clients.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount ?? "*"}`);
    const numbers = ports?.map(({ number }) => number) ?? [tls?.mode === "Plaintext" ? 80 : 443];
    const destinations = (hosts ?? addresses ?? []).flatMap((to) => numbers.map((number) => `${to}:${number}`));
    return `${name}: ${callers.join(", ")} -> ${destinations.join(", ")}${conditionsOf(service)}`;
}

/** What a call needs besides the right caller. */
function conditionsOf({ requests, jwt, authorizer }: ExternalService): string {
    const conditions = [
        ...(requests === undefined
            ? []
            : [`${requests.length} ${requests.length === 1 ? "request rule" : "request rules"}`]),
        ...(jwt === undefined ? [] : [`a token of ${jwt.issuers.join(" or ")}`]),
        ...(authorizer === undefined ? [] : [`the consent of ${authorizer}`]),
    ];
    return conditions.length === 0 ? "" : ` by ${conditions.join(", ")}`;
}
