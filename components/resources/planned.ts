import type { cloudfirewall, cs, ecs, servicemesh, vpc } from "@pulumi/alicloud";
import type { Unwrap } from "@pulumi/pulumi";
import type { Symbolic } from "./reference";

/** The Alibaba Cloud resources that plans name, and their inputs. */
export interface CloudInputs {
    "alicloud:vpc/switch:Switch": vpc.SwitchArgs;
    "alicloud:vpc/natGateway:NatGateway": vpc.NatGatewayArgs;
    "alicloud:vpc/snatEntry:SnatEntry": vpc.SnatEntryArgs;
    "alicloud:vpc/routeTable:RouteTable": vpc.RouteTableArgs;
    "alicloud:vpc/routeTableAttachment:RouteTableAttachment": vpc.RouteTableAttachmentArgs;
    "alicloud:vpc/routeEntry:RouteEntry": vpc.RouteEntryArgs;
    "alicloud:ecs/eipAddress:EipAddress": ecs.EipAddressArgs;
    "alicloud:ecs/eipAssociation:EipAssociation": ecs.EipAssociationArgs;
    "alicloud:ecs/securityGroup:SecurityGroup": ecs.SecurityGroupArgs;
    "alicloud:ecs/securityGroupRule:SecurityGroupRule": ecs.SecurityGroupRuleArgs;
    "alicloud:cs/nodePool:NodePool": cs.NodePoolArgs;
    "alicloud:cloudfirewall/addressBook:AddressBook": cloudfirewall.AddressBookArgs;
    "alicloud:cloudfirewall/natFirewall:NatFirewall": cloudfirewall.NatFirewallArgs;
    "alicloud:cloudfirewall/natFirewallControlPolicy:NatFirewallControlPolicy": cloudfirewall.NatFirewallControlPolicyArgs;
    "alicloud:cloudfirewall/natFirewallControlPolicyOrder:NatFirewallControlPolicyOrder": cloudfirewall.NatFirewallControlPolicyOrderArgs;
    "alicloud:cloudfirewall/controlPolicy:ControlPolicy": cloudfirewall.ControlPolicyArgs;
    "alicloud:cloudfirewall/controlPolicyOrder:ControlPolicyOrder": cloudfirewall.ControlPolicyOrderArgs;
    "alicloud:cloudfirewall/policyAdvancedConfig:PolicyAdvancedConfig": cloudfirewall.PolicyAdvancedConfigArgs;
    "alicloud:cloudfirewall/firewallVpcFirewallControlPolicy:FirewallVpcFirewallControlPolicy": cloudfirewall.FirewallVpcFirewallControlPolicyArgs;
    "alicloud:cloudfirewall/vpcFirewallControlPolicyOrder:VpcFirewallControlPolicyOrder": cloudfirewall.VpcFirewallControlPolicyOrderArgs;
    "alicloud:cloudfirewall/vpcFirewallAclEngineMode:VpcFirewallAclEngineMode": cloudfirewall.VpcFirewallAclEngineModeArgs;
    "alicloud:servicemesh/extensionProvider:ExtensionProvider": servicemesh.ExtensionProviderArgs;
}

export type CloudType = keyof CloudInputs;

/** A Kubernetes object as a person would write it, with references where only the cloud knows. */
export interface KubernetesObject {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: {
        readonly name: string;
        readonly namespace?: string;
        readonly labels?: Record<string, string>;
        readonly annotations?: Record<string, string>;
    };
    readonly spec?: unknown;
}

/** A resource as plain data. */
export interface PlannedResource {
    /** Role in its layer; the resource's name is `<component>-<role>`. A contract: a new one leaves the old in `formerRoles`. */
    readonly role: string;
    /** Roles that it had in earlier versions: stacks that know it by one of them keep it. */
    readonly formerRoles: readonly string[];
    /** Pulumi type token: a `CloudType`, or `kubernetes:<apiVersion>:<kind>`. */
    readonly type: string;
    readonly inputs: object;
    /** Roles that must be there first although no input names them. */
    readonly after: readonly string[];
    /** Refuses deletion until it is switched off. */
    readonly protect: boolean;
    /** Inputs that the platform moves after creation. */
    readonly ignoreChanges: readonly string[];
    /** Inputs that the provider updates in place although what exists would keep the old value. */
    readonly replaceOnChanges: readonly string[];
    /** True where the platform takes the second one only when the first is gone. */
    readonly deleteBeforeReplace: boolean;
    /** Seconds to wait before it is created, after everything that it comes after. */
    readonly settleSeconds: number;
}

type Handling = Partial<
    Pick<
        PlannedResource,
        | "formerRoles"
        | "after"
        | "protect"
        | "ignoreChanges"
        | "replaceOnChanges"
        | "deleteBeforeReplace"
        | "settleSeconds"
    >
>;

const PLAIN_HANDLING = {
    formerRoles: [],
    after: [],
    protect: false,
    ignoreChanges: [],
    replaceOnChanges: [],
    deleteBeforeReplace: false,
    settleSeconds: 0,
};

export function cloudResource<T extends CloudType>(
    type: T,
    role: string,
    inputs: Symbolic<Unwrap<CloudInputs[T]>>,
    handling: Handling = {},
): PlannedResource {
    return { ...PLAIN_HANDLING, role, type, inputs, ...handling };
}

export function kubernetesResource(role: string, object: KubernetesObject, handling: Handling = {}): PlannedResource {
    return {
        ...PLAIN_HANDLING,
        role,
        type: `kubernetes:${object.apiVersion}:${object.kind}`,
        inputs: object,
        ...handling,
    };
}
