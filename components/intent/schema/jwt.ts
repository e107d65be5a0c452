import { z } from "zod";
import { JwtAlgorithm } from "../args";
import { text } from "./primitives";
import { claimMatch } from "./requests";

const algorithm: z.ZodType<JwtAlgorithm, JwtAlgorithm> = z.enum(JwtAlgorithm);

export const jwtIssuer = z.strictObject({
    name: text,
    issuer: text,
    jwks: text.optional(),
    jwksUri: text.optional(),
    audiences: z.array(text).min(1).optional(),
    algorithms: z.array(algorithm).min(1).optional(),
    header: text.optional(),
    prefix: z.string().optional(),
    queryParameter: text.optional(),
    forward: z.boolean().optional(),
});

export const jwtRequirement = z.strictObject({
    issuers: z.array(text).min(1),
    claims: z.array(claimMatch).min(1).optional(),
});
