import type { StateResource } from "./checkpoint";
import { nameOf } from "./urn";
import { UserError } from "./user-error";

/**
 * Refuses to destroy a stack with protected resources. The engine itself goes past them and removes everything else, which
 * the preview of a person's `pulumi destroy` stops; here there is no preview in between.
 */
export function refuseProtected(resources: readonly StateResource[]): void {
    const held = resources.filter(({ protect }) => protect === true).map(({ urn }) => nameOf(urn));
    if (held.length > 0) {
        throw new UserError(
            `Nothing was destroyed: ${held.length} ${held.length === 1 ? "resource is" : "resources are"} protected (${held.sort().join(", ")}).`,
            "Switch the protection off in the stack config (internet.protectAddresses: false), run up, then destroy.",
        );
    }
}
