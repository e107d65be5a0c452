import { cloudResource } from "../../../resources/planned";
import { ref } from "../../../resources/reference";
import { bookRole, PUBLIC_ADDRESSES } from "../address-book";
import { applicationOf, isResolved } from "../rules";
import type { Boundary } from "./boundary";
import { acceptFields, booksOf, denyFields } from "./fields";

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
                    ...acceptFields(name, accept, PUBLIC_ADDRESSES),
                    applicationName: applicationOf(accept),
                    domainResolveType: isResolved(accept) ? "DNS" : "FQDN",
                },
                { after: [bookRole(PUBLIC_ADDRESSES), bookRole(accept.key), ...after] },
            ),
        deny: (role, source, description, after) =>
            cloudResource(
                "alicloud:cloudfirewall/controlPolicy:ControlPolicy",
                role,
                {
                    direction,
                    ...denyFields(source, description),
                    applicationName: "ANY",
                },
                { after: [...booksOf(source), ...after] },
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
