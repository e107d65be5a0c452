import { z } from "zod";
import { TlsMode } from "../args";
import { text } from "./primitives";

export const tls = z.strictObject({
    mode: z.enum(TlsMode).optional(),
    credential: text.optional(),
    caBundle: z.strictObject({ secret: text.optional(), configMap: text.optional() }).optional(),
    sni: text.optional(),
    subjectAltNames: z.array(text).min(1).optional(),
    acceptAppTls: z.boolean().optional(),
    acceptAnyCertificate: z.boolean().optional(),
});
