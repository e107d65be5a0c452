import { z } from "zod";
import { deferrableText, text } from "./primitives";

export const nodePool = z.strictObject({
    instanceTypes: z.array(text).min(1).max(10),
    nodeCount: z.int().min(1).max(200).optional(),
    vswitchIds: z.array(deferrableText).min(1).optional(),
    systemDiskCategory: text.optional(),
    systemDiskSize: z.int().min(20).max(2048).optional(),
    keyName: deferrableText.optional(),
});

export const givenNodePool = z.strictObject({
    id: deferrableText,
    taint: z.strictObject({ key: text, value: text }),
    nodeCount: z.int().min(1).max(200),
});
