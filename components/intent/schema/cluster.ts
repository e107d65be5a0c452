import { z } from "zod";
import { NetworkPlugin, NetworkPolicyEngine } from "../args";
import { deferrableText, text } from "./primitives";

export const cluster = z.strictObject({
    id: deferrableText,
    vpcId: deferrableText,
    nodeCidrs: z.array(text).min(1),
    podCidrs: z.array(text).min(1),
    serviceCidr: text,
    networkPlugin: z.enum(NetworkPlugin).optional(),
    networkPolicyEngine: z.enum(NetworkPolicyEngine).optional(),
    dnsAddresses: z.array(text).min(1).optional(),
    apiServerCidrs: z.array(text).min(1).optional(),
});
