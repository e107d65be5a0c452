import { z } from "zod";
import { OutboundPolicy } from "../args";
import { text } from "./primitives";

export const fencedNamespace = z.strictObject({
    name: text,
    outbound: z.enum(OutboundPolicy).optional(),
    networkPolicy: z.boolean().optional(),
    guard: z.boolean().optional(),
});
