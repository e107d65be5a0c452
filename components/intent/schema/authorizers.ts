import { z } from "zod";
import { AuthorizerProtocol } from "../args";
import { port, text } from "./primitives";

const headers = z.array(text).min(1).optional();

export const externalAuthorizer = z.strictObject({
    name: text,
    protocol: z.enum(AuthorizerProtocol).optional(),
    service: text,
    port,
    podPort: port.optional(),
    timeoutMilliseconds: z.int().min(10).max(60_000).optional(),
    failOpen: z.boolean().optional(),
    statusOnError: z.int().min(400).max(599).optional(),
    pathPrefix: text.optional(),
    headersToAuthorizer: headers,
    headersToExternalService: headers,
    headersToWorkload: headers,
});
