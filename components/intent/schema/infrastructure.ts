import { z } from "zod";
import { DomainMatching, TransportProtocol } from "../args";
import { port, text } from "./primitives";

export const infrastructureGrant = z.strictObject({
    name: text,
    hosts: z.array(text).min(1).optional(),
    addresses: z.array(text).min(1).optional(),
    ports: z.array(port).min(1).optional(),
    protocol: z.enum(TransportProtocol).optional(),
    domainMatching: z.enum(DomainMatching).optional(),
});
