import { cloudfirewall, cs, ecs, servicemesh, vpc } from "@pulumi/alicloud";
import { apiextensions, core } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { CloudType, KubernetesObject, PlannedResource } from "./planned";
import { isReference, type Reference } from "./reference";
import { settling } from "./settling";

/** Values that a plan refers to but that another component, or the user, has: by name, then by output. */
type GivenValues = Record<string, Record<string, pulumi.Input<string>>>;

/** What became of a plan: the resources by role. */
export type Provisioned = ReadonlyMap<string, pulumi.CustomResource>;

interface Surroundings {
    /** The component that the resources belong to. */
    readonly parent: pulumi.ComponentResource;
    /** Name of the component: the first part of every resource name. */
    readonly name: string;
    readonly given?: GivenValues;
    /** What the component depends on; its resources do, one by one, so that a destroy keeps the order too. */
    readonly dependsOn?: pulumi.ComponentResourceOptions["dependsOn"];
}

/**
 * Makes the Pulumi resources of a plan, in its order. The only place where a plan meets Pulumi: references become
 * Outputs (and so dependencies), `after` becomes `dependsOn`.
 */
export function provision(plan: readonly PlannedResource[], surroundings: Surroundings): Provisioned {
    const made = new Map<string, pulumi.CustomResource>();
    const inherited = pulumi.output(surroundings.dependsOn ?? []).apply((one) => (Array.isArray(one) ? one : [one]));
    for (const resource of plan) {
        const after = resource.after.map((role) => madeAt(role, made));
        const resolve = (reference: Reference) => referenced(reference, made, surroundings.given ?? {});
        made.set(
            resource.role,
            create(resource, `${surroundings.name}-${resource.role}`, resolved(resource.inputs, resolve), {
                parent: surroundings.parent,
                dependsOn: inherited.apply((others) => [...others, ...after]),
                protect: resource.protect || undefined,
                ignoreChanges: [...resource.ignoreChanges],
                replaceOnChanges: [...resource.replaceOnChanges],
                aliases: aliasesOf(surroundings.name, resource),
                deleteBeforeReplace: resource.deleteBeforeReplace || undefined,
                hooks: settling(`${surroundings.name}-${resource.role}`, resource.settleSeconds),
            }),
        );
    }
    return made;
}

/** Under which names and types a state of an earlier version has the resource. */
function aliasesOf(component: string, { type, formerRoles }: PlannedResource): pulumi.Alias[] {
    const names = [{}, ...formerRoles.map((role) => ({ name: `${component}-${role}` }))];
    const types = [{}, ...otherVersions(type).map((other) => ({ type: other }))];
    return names.flatMap((name) => types.map((kind) => ({ ...name, ...kind }))).slice(1);
}

/**
 * Of Istio's kinds, the types under the other versions of their API: a newer mesh has the same object under a newer
 * version, and without the alias an upgrade would make every object anew and delete it after that.
 */
function otherVersions(type: string): string[] {
    const [, group, version, kind] = /^kubernetes:([a-z]+[.]istio[.]io)\/([^:]+):(.+)$/.exec(type) ?? [];
    const all = group === undefined ? [] : ["v1alpha1", "v1beta1", "v1"];
    return all.filter((other) => other !== version).map((other) => `kubernetes:${group}/${other}:${kind}`);
}

/** An output property of a resource of a plan. */
export function outputOf(made: Provisioned, role: string, property: string): pulumi.Output<string> {
    return propertyOf(madeAt(role, made), property) as pulumi.Output<string>;
}

function propertyOf(resource: pulumi.CustomResource, property: string): unknown {
    return (resource as unknown as Record<string, unknown>)[property];
}

/** The resource of a role that a plan is known to have. */
export function madeAt(role: string, made: Provisioned): pulumi.CustomResource {
    const resource = made.get(role);
    if (resource === undefined) {
        throw new Error(`a plan refers to the role ${role} before it makes it`);
    }
    return resource;
}

type CloudConstructor = new (name: string, args: never, opts: pulumi.CustomResourceOptions) => pulumi.CustomResource;

const CLOUD_CLASSES: Record<CloudType, CloudConstructor> = {
    "alicloud:vpc/switch:Switch": vpc.Switch,
    "alicloud:vpc/natGateway:NatGateway": vpc.NatGateway,
    "alicloud:vpc/snatEntry:SnatEntry": vpc.SnatEntry,
    "alicloud:vpc/routeTable:RouteTable": vpc.RouteTable,
    "alicloud:vpc/routeTableAttachment:RouteTableAttachment": vpc.RouteTableAttachment,
    "alicloud:vpc/routeEntry:RouteEntry": vpc.RouteEntry,
    "alicloud:ecs/eipAddress:EipAddress": ecs.EipAddress,
    "alicloud:ecs/eipAssociation:EipAssociation": ecs.EipAssociation,
    "alicloud:ecs/securityGroup:SecurityGroup": ecs.SecurityGroup,
    "alicloud:ecs/securityGroupRule:SecurityGroupRule": ecs.SecurityGroupRule,
    "alicloud:cs/nodePool:NodePool": cs.NodePool,
    "alicloud:cloudfirewall/addressBook:AddressBook": cloudfirewall.AddressBook,
    "alicloud:cloudfirewall/natFirewall:NatFirewall": cloudfirewall.NatFirewall,
    "alicloud:cloudfirewall/natFirewallControlPolicy:NatFirewallControlPolicy": cloudfirewall.NatFirewallControlPolicy,
    "alicloud:cloudfirewall/natFirewallControlPolicyOrder:NatFirewallControlPolicyOrder":
        cloudfirewall.NatFirewallControlPolicyOrder,
    "alicloud:cloudfirewall/controlPolicy:ControlPolicy": cloudfirewall.ControlPolicy,
    "alicloud:cloudfirewall/controlPolicyOrder:ControlPolicyOrder": cloudfirewall.ControlPolicyOrder,
    "alicloud:cloudfirewall/policyAdvancedConfig:PolicyAdvancedConfig": cloudfirewall.PolicyAdvancedConfig,
    "alicloud:cloudfirewall/firewallVpcFirewallControlPolicy:FirewallVpcFirewallControlPolicy":
        cloudfirewall.FirewallVpcFirewallControlPolicy,
    "alicloud:cloudfirewall/vpcFirewallControlPolicyOrder:VpcFirewallControlPolicyOrder":
        cloudfirewall.VpcFirewallControlPolicyOrder,
    "alicloud:cloudfirewall/vpcFirewallAclEngineMode:VpcFirewallAclEngineMode": cloudfirewall.VpcFirewallAclEngineMode,
    "alicloud:servicemesh/extensionProvider:ExtensionProvider": servicemesh.ExtensionProvider,
};

function create(
    { type }: PlannedResource,
    name: string,
    inputs: object,
    opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
    if (type in CLOUD_CLASSES) {
        return new CLOUD_CLASSES[type as CloudType](name, inputs as never, opts);
    }
    if (type === "kubernetes:v1:Namespace") {
        return new core.v1.Namespace(name, inputs, opts);
    }
    return new apiextensions.CustomResource(name, inputs as KubernetesObject, opts);
}

function referenced(reference: Reference, made: Provisioned, given: GivenValues): pulumi.Input<string> {
    const { of, output } = reference;
    const resource = made.get(of);
    const value = resource === undefined ? given[of]?.[output] : propertyOf(resource, output);
    if (value === undefined) {
        throw new Error(`a plan refers to ${of}.${output}, which nobody has`);
    }
    return value as pulumi.Input<string>;
}

function resolved(value: object, resolve: (reference: Reference) => pulumi.Input<string>): object;
function resolved(value: unknown, resolve: (reference: Reference) => pulumi.Input<string>): unknown;
function resolved(value: unknown, resolve: (reference: Reference) => pulumi.Input<string>): unknown {
    if (isReference(value)) {
        return resolve(value);
    }
    if (Array.isArray(value)) {
        return value.map((item) => resolved(item, resolve));
    }
    if (typeof value === "object" && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item, resolve)]));
    }
    return value;
}
