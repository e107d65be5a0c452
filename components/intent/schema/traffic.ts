import { z } from "zod";
import { RetryCondition } from "../args";
import { text } from "./primitives";

/** Named by its type, because a list of the enum's schema is no longer the type of a list of the enum. */
const retryCondition: z.ZodType<RetryCondition, RetryCondition> = z.enum(RetryCondition);

const seconds = z.number().min(0.001).max(3600);
const percent = z.number().min(0.0001).max(100);
const errors = z.int().min(1).max(1000);
const count = z.int().min(1).max(2_147_483_647);

const header = z.strictObject({ name: text, value: z.string() });

const headerOperations = z.strictObject({
    set: z.array(header).min(1).optional(),
    add: z.array(header).min(1).optional(),
    remove: z.array(text).min(1).optional(),
});

export const traffic = z.strictObject({
    split: z
        .array(z.strictObject({ host: text, weight: z.int().min(0).max(100) }))
        .min(1)
        .optional(),
    mirror: z.strictObject({ host: text, percent: percent.optional() }).optional(),
    timeoutSeconds: seconds.optional(),
    retries: z
        .strictObject({
            attempts: z.int().min(0).max(10),
            perTrySeconds: seconds.optional(),
            conditions: z.array(retryCondition).min(1).optional(),
        })
        .optional(),
    fault: z
        .strictObject({
            delaySeconds: seconds.optional(),
            delayPercent: percent.optional(),
            abortStatus: z.int().min(200).max(599).optional(),
            abortPercent: percent.optional(),
        })
        .optional(),
    requestHeaders: headerOperations.optional(),
    responseHeaders: headerOperations.optional(),
    connectionPool: z
        .strictObject({
            maxConnections: count.optional(),
            connectSeconds: seconds.optional(),
            idleSeconds: seconds.optional(),
            maxPendingRequests: count.optional(),
            maxRequestsPerConnection: count.optional(),
        })
        .optional(),
    outlierDetection: z
        .strictObject({
            consecutiveServerErrors: errors.optional(),
            consecutiveGatewayErrors: errors.optional(),
            consecutiveLocalFailures: errors.optional(),
            intervalSeconds: seconds.optional(),
            baseEjectionSeconds: seconds.optional(),
            maxEjectionPercent: z.int().min(1).max(100).optional(),
        })
        .optional(),
    failover: z.array(text).min(2).max(8).optional(),
    locality: z
        .array(z.strictObject({ host: text, zoneId: text.optional(), region: text.optional() }))
        .min(2)
        .max(8)
        .optional(),
});
