import { z } from "zod";
import { OutboundPolicy, PathNormalization, PolicyEngine } from "../args";
import { deferrableText, text } from "./primitives";

export const mesh = z.strictObject({
    id: deferrableText,
    kubeconfig: deferrableText,
    controlPlaneCidrs: z.array(text).min(1),
    version: text.optional(),
    pathNormalization: z.enum(PathNormalization).optional(),
    engine: z.enum(PolicyEngine).optional(),
    outbound: z.enum(OutboundPolicy).optional(),
    passInternalHeaders: z.boolean().optional(),
    givenEgressNamespace: z.boolean().optional(),
    trustDomain: text.optional(),
    serverSideApply: z.boolean().optional(),
});
