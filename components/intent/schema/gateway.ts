import { z } from "zod";
import { EniKind, Placement, SecurityGroupKind } from "../args";
import { nodePool } from "./node-pool";
import { text } from "./primitives";
import { subnet } from "./subnet";

export const gateway = z.strictObject({
    name: text.optional(),
    subnets: z.array(subnet).min(1),
    replicas: z.int().min(1).max(100).optional(),
    placement: z.enum(Placement).optional(),
    eni: z.enum(EniKind).optional(),
    nodePool: nodePool.optional(),
    securityGroup: z.enum(SecurityGroupKind).optional(),
    resources: z
        .strictObject({
            cpuRequest: text.optional(),
            memoryRequest: text.optional(),
            cpuLimit: text.optional(),
            memoryLimit: text.optional(),
        })
        .optional(),
});
