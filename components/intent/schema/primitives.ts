import type { Input } from "@pulumi/pulumi";
import { z } from "zod";
import { isDeferred } from "../deferred";

export const text = z.string().min(1);

/** A value that only the cloud may know: an id, a secret. */
export const deferrableText = z.custom<Input<string>>((value) => isDeferred(value) || text.safeParse(value).success, {
    error: "a string that is not empty, or an Output of one",
});

export const port = z.int().min(1).max(65535);
