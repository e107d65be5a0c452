import { z } from "zod";
import { port, text } from "./primitives";

const tracing = z.strictObject({
    samplingPercentage: z.number().min(0).max(100),
    provider: text.optional(),
    podPort: port.optional(),
});

export const egressLogging = z.strictObject({
    accessLog: z.boolean().optional(),
    accessLogFilter: text.optional(),
    accessLogProvider: text.optional(),
    metrics: z.boolean().optional(),
    tracing: tracing.optional(),
});
