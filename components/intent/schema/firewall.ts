import { z } from "zod";
import { FirewallBoundary, FirewallEdition } from "../args";
import { deferrableText, text } from "./primitives";

/** Named by its type, because a list of the enum's schema is no longer the type of a list of the enum. */
const boundary: z.ZodType<FirewallBoundary, FirewallBoundary> = z.enum(FirewallBoundary);

export const firewall = z.strictObject({
    cidrBlock: text.optional(),
    fenceCluster: z.boolean().optional(),
    settleSeconds: z.int().min(0).max(3600).optional(),
    boundaries: z.array(boundary).min(1).optional(),
    edition: z.enum(FirewallEdition).optional(),
    manageAccountSettings: z.boolean().optional(),
    given: z
        .strictObject({ vpcFirewallId: deferrableText.optional(), natFirewallId: deferrableText.optional() })
        .optional(),
});
