import { z } from "zod";
import { PortProtocol, Route } from "../args";
import { jwtRequirement } from "./jwt";
import { port, text } from "./primitives";
import { requestRule } from "./requests";
import { tls } from "./tls";
import { traffic } from "./traffic";

export const externalService = z.strictObject({
    name: text,
    hosts: z.array(text).min(1).max(256).optional(),
    addresses: z.array(text).min(1).max(256).optional(),
    ports: z
        .array(
            z.strictObject({ number: port, workloadPort: port.optional(), protocol: z.enum(PortProtocol).optional() }),
        )
        .min(1)
        .max(16)
        .optional(),
    route: z.enum(Route).optional(),
    tls: tls.optional(),
    traffic: traffic.optional(),
    clients: z
        .array(
            z.strictObject({
                namespace: text,
                serviceAccount: text.optional(),
                sourceCidrs: z.array(text).min(1).optional(),
                credential: text.optional(),
            }),
        )
        .min(1),
    requests: z.array(requestRule).min(1).optional(),
    jwt: jwtRequirement.optional(),
    authorizer: text.optional(),
});
