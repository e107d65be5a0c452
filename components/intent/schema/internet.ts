import { z } from "zod";
import { deferrableText, text } from "./primitives";
import { subnet } from "./subnet";

export const internet = z.strictObject({
    subnet: subnet.optional(),
    publicAddresses: z.int().min(1).max(10).optional(),
    givenAddresses: z
        .array(z.strictObject({ allocationId: deferrableText, address: text }))
        .min(1)
        .max(20)
        .optional(),
    bandwidthMbps: z.int().min(1).max(200).optional(),
    protectAddresses: z.boolean().optional(),
    given: z
        .strictObject({
            id: deferrableText,
            snatTableId: deferrableText,
            routeTableId: deferrableText,
            addresses: z.array(text).min(1),
        })
        .optional(),
    systemRouteTableId: deferrableText.optional(),
});
