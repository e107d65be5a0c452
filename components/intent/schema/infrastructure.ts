import { z } from "zod";
import { port, text } from "./primitives";

export const infrastructureGrant = z.strictObject({
    name: text,
    hosts: z.array(text).min(1).optional(),
    addresses: z.array(text).min(1).optional(),
    ports: z.array(port).min(1).optional(),
});
