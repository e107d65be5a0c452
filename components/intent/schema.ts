import type { Input } from "@pulumi/pulumi";
import { z } from "zod";
import {
    EniKind,
    FirewallBoundary,
    FirewallEdition,
    NetworkPlugin,
    OutboundPolicy,
    Placement,
    SecurityGroupKind,
} from "./args";
import { isDeferred } from "./deferred";

/**
 * The shape of the args: types, required properties, closed sets, bounds. Meaning (hosts, ranges, names that refer to
 * each other) is checked afterwards, on whatever has the right shape. A type test keeps this equal to the interfaces
 * in `args.ts`, which Pulumi's analyzer needs.
 */
const text = z.string().min(1);
const deferrableText = z.custom<Input<string>>((value) => isDeferred(value) || text.safeParse(value).success, {
    error: "a string that is not empty, or an Output of one",
});
const port = z.int().min(1).max(65535);

const subnet = z.strictObject({ zoneId: text, cidrBlock: text });

const cluster = z.strictObject({
    id: deferrableText,
    vpcId: deferrableText,
    nodeCidrs: z.array(text).min(1),
    podCidrs: z.array(text).min(1),
    serviceCidr: text,
    networkPlugin: z.enum(NetworkPlugin).optional(),
    dnsAddresses: z.array(text).min(1).optional(),
});

const mesh = z.strictObject({
    id: deferrableText,
    kubeconfig: deferrableText,
    controlPlaneCidrs: z.array(text).min(1),
    trustDomain: text.optional(),
    serverSideApply: z.boolean().optional(),
});

const nodePool = z.strictObject({
    instanceTypes: z.array(text).min(1).max(10),
    nodeCount: z.int().min(1).max(200).optional(),
    vswitchIds: z.array(deferrableText).min(1).optional(),
    systemDiskCategory: text.optional(),
    systemDiskSize: z.int().min(20).max(2048).optional(),
    keyName: deferrableText.optional(),
});

const gateway = z.strictObject({
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

const internet = z.strictObject({
    subnet: subnet.optional(),
    publicAddresses: z.int().min(1).max(10).optional(),
    bandwidthMbps: z.int().min(1).max(200).optional(),
    protectAddresses: z.boolean().optional(),
    given: z
        .strictObject({
            id: deferrableText,
            snatTableId: deferrableText,
            routeTableId: deferrableText,
            addresses: z.array(text).min(1),
        })
        .optional(),
});

/** Named by its type, because a list of the enum's schema is no longer the type of a list of the enum. */
const boundary: z.ZodType<FirewallBoundary, FirewallBoundary> = z.enum(FirewallBoundary);

const firewall = z.strictObject({
    cidrBlock: text,
    fenceCluster: z.boolean().optional(),
    settleSeconds: z.int().min(0).max(3600).optional(),
    boundaries: z.array(boundary).min(1).optional(),
    edition: z.enum(FirewallEdition).optional(),
    manageAccountSettings: z.boolean().optional(),
    given: z.strictObject({ vpcFirewallId: deferrableText }).optional(),
});

const fencedNamespace = z.strictObject({ name: text, outbound: z.enum(OutboundPolicy).optional() });

const externalService = z.strictObject({
    name: text,
    hosts: z.array(text).min(1).max(256),
    ports: z
        .array(z.strictObject({ number: port, workloadPort: port.optional() }))
        .min(1)
        .max(1)
        .optional(),
    clients: z.array(z.strictObject({ namespace: text, serviceAccount: text.optional() })).min(1),
});

const infrastructureGrant = z.strictObject({
    name: text,
    hosts: z.array(text).min(1).optional(),
    addresses: z.array(text).min(1).optional(),
    ports: z.array(port).min(1).optional(),
});

/** One schema a section, so that a section of the wrong shape does not hide what is wrong in the others. */
export const sectionSchemas = {
    cluster,
    mesh,
    gateway,
    internet,
    firewall,
    namespaces: z.array(fencedNamespace).min(1),
    externalServices: z.array(externalService),
    infrastructure: z.array(infrastructureGrant).optional(),
} as const;

export type Section = keyof typeof sectionSchemas;

/** The args as the schema understands them. */
export type SchemaArgs = z.input<z.ZodObject<typeof sectionSchemas>>;
