import { z } from "zod";
import { externalAuthorizer } from "./schema/authorizers";
import { cluster } from "./schema/cluster";
import { externalService } from "./schema/external-services";
import { firewall } from "./schema/firewall";
import { gateway } from "./schema/gateway";
import { guardOptions } from "./schema/guard";
import { infrastructureGrant } from "./schema/infrastructure";
import { internet } from "./schema/internet";
import { jwtIssuer } from "./schema/jwt";
import { mesh } from "./schema/mesh";
import { fencedNamespace } from "./schema/namespaces";
import { surroundings } from "./schema/surroundings";
import { egressLogging } from "./schema/telemetry";

/**
 * The shape of the args: types, required properties, closed sets, bounds. Meaning (hosts, ranges, names that refer to
 * each other) is checked afterwards, on whatever has the right shape. A type test keeps this equal to the interfaces
 * in `args/`, which Pulumi's analyzer needs.
 *
 * One schema a section, so that a section of the wrong shape does not hide what is wrong in the others.
 */
export const sectionSchemas = {
    cluster,
    mesh,
    gateway,
    internet,
    firewall,
    namespaces: z.array(fencedNamespace).min(1),
    externalServices: z.array(externalService),
    infrastructure: z.array(infrastructureGrant).optional(),
    telemetry: egressLogging.optional(),
    surroundings,
    jwtIssuers: z.array(jwtIssuer).optional(),
    authorizers: z.array(externalAuthorizer).optional(),
    guard: guardOptions.optional(),
} as const;

export type Section = keyof typeof sectionSchemas;

/** The args as the schema understands them. */
export type SchemaArgs = z.input<z.ZodObject<typeof sectionSchemas>>;
