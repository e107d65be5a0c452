import { z } from "zod";
import { EniKind, Placement, SecurityGroupKind } from "../args";
import { givenNodePool, nodePool } from "./node-pool";
import { deferrableText, text } from "./primitives";
import { gatewaySubnet } from "./subnet";

export const gateway = z.strictObject({
    name: text.optional(),
    subnets: z.array(gatewaySubnet).min(1),
    replicas: z.int().min(1).max(100).optional(),
    placement: z.enum(Placement).optional(),
    eni: z.enum(EniKind).optional(),
    nodePool: nodePool.optional(),
    givenNodePool: givenNodePool.optional(),
    securityGroup: z.enum(SecurityGroupKind).optional(),
    givenSecurityGroupId: deferrableText.optional(),
    resources: z
        .strictObject({
            cpuRequest: text.optional(),
            memoryRequest: text.optional(),
            cpuLimit: text.optional(),
            memoryLimit: text.optional(),
        })
        .optional(),
});
