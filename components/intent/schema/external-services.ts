import { z } from "zod";
import { port, text } from "./primitives";

export const externalService = z.strictObject({
    name: text,
    hosts: z.array(text).min(1).max(256),
    ports: z
        .array(z.strictObject({ number: port, workloadPort: port.optional() }))
        .min(1)
        .max(1)
        .optional(),
    clients: z.array(z.strictObject({ namespace: text, serviceAccount: text.optional() })).min(1),
});
