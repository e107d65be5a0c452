import { z } from "zod";
import { PathNormalization } from "../args";
import { deferrableText, text } from "./primitives";

export const mesh = z.strictObject({
    id: deferrableText,
    kubeconfig: deferrableText,
    controlPlaneCidrs: z.array(text).min(1),
    version: text.optional(),
    pathNormalization: z.enum(PathNormalization).optional(),
    trustDomain: text.optional(),
    serverSideApply: z.boolean().optional(),
});
