import { z } from "zod";
import { text } from "./primitives";

export const guardOptions = z.strictObject({
    enabled: z.boolean().optional(),
    proxyImagePrefixes: z.array(text).min(1).optional(),
});
