import { z } from "zod";
import { jwtRequirement } from "./jwt";
import { port, text } from "./primitives";
import { requestRule } from "./requests";

export const externalService = z.strictObject({
    name: text,
    hosts: z.array(text).min(1).max(256),
    ports: z
        .array(z.strictObject({ number: port, workloadPort: port.optional() }))
        .min(1)
        .max(1)
        .optional(),
    clients: z.array(z.strictObject({ namespace: text, serviceAccount: text.optional() })).min(1),
    requests: z.array(requestRule).min(1).optional(),
    jwt: jwtRequirement.optional(),
    authorizer: text.optional(),
});
