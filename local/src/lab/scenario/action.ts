import { z } from "zod";
import { portNumber } from "./world";

const kubernetesObject = z.looseObject({
    apiVersion: z.string().min(1),
    kind: z.string().min(1),
    metadata: z.looseObject({ name: z.string().min(1), namespace: z.string().min(1).optional() }),
});

/** A server outside by host and port, or one inside the cluster by its name. */
const server = z.union(
    [z.strictObject({ host: z.string(), port: portNumber }), z.strictObject({ service: z.string() })],
    {
        error: "{ host, port } of the internet, or { service } of the cluster",
    },
);

const THINGS = ["stop", "start", "kill", "apply", "delete"] as const;

/** What happens before a probe. Exactly one of the things that can happen. */
export const action = z
    .strictObject({
        /** Name of the probe that it comes before. */
        before: z.string(),
        stop: server.optional(),
        start: server.optional(),
        /** One replica of the gateway ends, without notice. */
        kill: z.literal("gatewayReplica").optional(),
        /** An object as somebody writes it who may: a tenant, most of the time. `$(gatewayName)` is the IstioGateway's name. */
        apply: kubernetesObject.optional(),
        /** `apply` only: what the API server is to say. */
        admission: z.enum(["allowed", "refused"]).default("allowed"),
        delete: kubernetesObject.optional(),
    })
    .refine((written) => THINGS.filter((thing) => written[thing] !== undefined).length === 1, {
        error: `exactly one of ${THINGS.join(", ")}`,
    });

export type Action = z.infer<typeof action>;

/** One line for progress and reports. */
export function actionText({ stop, start, kill, apply, delete: removed }: Action): string {
    if (stop !== undefined || start !== undefined) {
        const what = stop ?? start;
        const name = what === undefined ? "" : "host" in what ? `${what.host}:${what.port}` : what.service;
        return `${stop === undefined ? "start" : "stop"} ${name}`;
    }
    if (kill !== undefined) {
        return "kill a gateway replica";
    }
    const object = apply ?? removed;
    return `${apply === undefined ? "delete" : "apply"} ${object?.kind} ${object?.metadata.name}`;
}
