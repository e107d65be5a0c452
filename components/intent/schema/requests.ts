import { z } from "zod";
import { text } from "./primitives";

export const claimMatch = z.strictObject({ path: z.array(text).min(1), values: z.array(text).min(1) });

export const requestRule = z.strictObject({
    hosts: z.array(text).min(1).optional(),
    methods: z.array(text).min(1).optional(),
    paths: z.array(text).min(1).optional(),
    headers: z
        .array(z.strictObject({ name: text, values: z.array(text).min(1) }))
        .min(1)
        .optional(),
    claims: z.array(claimMatch).min(1).optional(),
});
