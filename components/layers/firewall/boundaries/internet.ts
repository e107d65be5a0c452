import { cloudResource } from "../../../resources/planned";
import { ref } from "../../../resources/reference";
import { bookName, bookRole, PUBLIC_ADDRESSES } from "../address-book";
import { applicationOf } from "../rules";
import type { Boundary } from "./boundary";

/**
 * The internet boundary: it sees public addresses only, so it can name the gateway and nobody else, and no private range.
 * Its order is the whole account's: only where the account's settings are this perimeter's are accepts pinned above the
 * deny; elsewhere they are made before it, and a later one does nothing until somebody moves it up.
 */
export function internetBoundary(name: string, ordered: boolean): Boundary {
    const direction = "out";
    return {
        prefix: "internet-",
        ready: ordered ? ["internet-strict-mode"] : [],
        sees: ({ from }) => from === "gateway",
        accept: (role, accept, after) =>
            cloudResource(
                "alicloud:cloudfirewall/controlPolicy:ControlPolicy",
                role,
                {
                    direction,
                    aclAction: "accept",
                    description: `${name}: ${accept.description}`,
                    sourceType: "group",
                    source: bookName(name, PUBLIC_ADDRESSES),
                    destinationType: "group",
                    destination: bookName(name, accept.key),
                    proto: "TCP",
                    applicationName: applicationOf(accept),
                    domainResolveType: "FQDN",
                    destPortType: "port",
                    destPort: `${accept.port}/${accept.port}`,
                },
                { after: [bookRole(PUBLIC_ADDRESSES), bookRole(accept.key), ...after] },
            ),
        deny: (role, { source, sourceType, book }, description, after) =>
            cloudResource(
                "alicloud:cloudfirewall/controlPolicy:ControlPolicy",
                role,
                {
                    direction,
                    aclAction: "drop",
                    description,
                    sourceType,
                    source,
                    destinationType: "net",
                    destination: "0.0.0.0/0",
                    proto: "ANY",
                    applicationName: "ANY",
                    destPortType: "port",
                    destPort: "0/0",
                },
                { after: [...(book === undefined ? [] : [book]), ...after] },
            ),
        ...(ordered && {
            pin: (role: string, policy: string, position: number, after: readonly string[]) =>
                cloudResource(
                    "alicloud:cloudfirewall/controlPolicyOrder:ControlPolicyOrder",
                    role,
                    { aclUuid: ref(policy, "aclUuid"), direction, order: position },
                    { after },
                ),
        }),
    };
}
