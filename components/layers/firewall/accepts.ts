import { cloudResource, type PlannedResource } from "../../resources/planned";
import { ref } from "../../resources/reference";
import { type BookKind, bookName, bookRole } from "./address-book";
import type { FirewallLayerIntent } from "./plan";

/** One accept rule: few and stable, because hosts are entries of its address book and not rules of their own. */
export interface Accept {
    /** Key of its address book and of its roles. */
    readonly key: string;
    readonly role: string;
    readonly sourceBook: "gateway" | "nodes";
    readonly destinationType: BookKind;
    readonly destinations: readonly string[];
    readonly port: number;
    readonly description: string;
}

/** What the gateway may reach, one rule a port; then what the nodes may reach, one rule a grant, kind and port. */
export function accepts({ externalServices, infrastructure }: FirewallLayerIntent): Accept[] {
    const ports = [...new Set(externalServices.map(({ port }) => port.number))].sort((a, b) => a - b);
    const ofGateway = ports.map((port): Accept => {
        const services = externalServices.filter((service) => service.port.number === port);
        return {
            key: `hosts-${port}`,
            role: `accept-hosts-${port}`,
            sourceBook: "gateway",
            destinationType: "domain",
            destinations: services.flatMap(({ hosts }) => hosts.map(({ name }) => name)),
            port,
            description: `external services on port ${port}`,
        };
    });
    const ofNodes = infrastructure.flatMap((grant) =>
        grant.ports.flatMap((port) => [
            ...infrastructureAccept(grant.name, port, "domain", grant.hosts.map(String)),
            ...infrastructureAccept(grant.name, port, "ip", grant.addresses.map(String)),
        ]),
    );
    return [...ofGateway, ...ofNodes];
}

function infrastructureAccept(grant: string, port: number, kind: BookKind, destinations: string[]): Accept[] {
    const key = `infrastructure-${grant}-${kind}-${port}`;
    const description = `infrastructure grant ${grant}`;
    return destinations.length === 0
        ? []
        : [{ key, role: `accept-${key}`, sourceBook: "nodes", destinationType: kind, destinations, port, description }];
}

/**
 * Accept rules, each followed by the resource that pins it above everything but the accepts before it.
 *
 * @param denies roles of the denies that are there before any accept
 */
export function planAccepts(name: string, accepted: readonly Accept[], denies: readonly string[]): PlannedResource[] {
    return accepted.flatMap((accept, index) => {
        const orderBefore = accepted[index - 1];
        return [
            planAccept(name, accept, denies),
            cloudResource(
                "alicloud:cloudfirewall/natFirewallControlPolicyOrder:NatFirewallControlPolicyOrder",
                orderRole(accept),
                {
                    natGatewayId: ref("natGateway", "id"),
                    aclUuid: ref(accept.role, "aclUuid"),
                    direction: "out",
                    order: String(index + 1),
                },
                // One after the other: every move shifts the positions of the rest.
                { after: orderBefore === undefined ? [] : [orderRole(orderBefore)] },
            ),
        ];
    });
}

function orderRole(accept: Accept): string {
    return `order-${accept.key}`;
}

function planAccept(name: string, accept: Accept, denies: readonly string[]): PlannedResource {
    return cloudResource(
        "alicloud:cloudfirewall/natFirewallControlPolicy:NatFirewallControlPolicy",
        accept.role,
        {
            natGatewayId: ref("natGateway", "id"),
            direction: "out",
            aclAction: "accept",
            description: `${name}: ${accept.description}`,
            sourceType: "group",
            source: bookName(name, accept.sourceBook),
            destinationType: "group",
            destination: bookName(name, accept.key),
            proto: "TCP",
            applicationNameLists: [applicationOf(accept)],
            destPortType: "port",
            destPort: `${accept.port}/${accept.port}`,
            // `domainResolveType` stays away: 0 (FQDN, by SNI and Host) is a zero value that the provider never sends,
            // and it is what the platform takes without it.
            newOrder: "-1",
        },
        // A policy names its books by text, so the dependency must be said; other policies move its position.
        {
            after: [bookRole(accept.sourceBook), bookRole(accept.key), ...denies],
            ignoreChanges: ["newOrder"],
        },
    );
}

/**
 * By domain only TLS passes; the platform calls TLS on 443 HTTPS and on other ports SSL. By address anything.
 * Source: Cloud Firewall, "Domain name resolution policy".
 */
function applicationOf({ destinationType, port }: Accept): string {
    if (destinationType === "ip") {
        return "ANY";
    }
    return port === 443 ? "HTTPS" : "SSL";
}
