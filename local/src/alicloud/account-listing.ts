import { type Account, all } from "./account/account";
import type { CloudObject } from "./account/objects";
import { readAccount } from "./account-file";

export interface ListedObject {
    readonly id: string;
    /** Type token of the Pulumi package. */
    readonly type: string;
    readonly name?: string;
    /** True for objects that existed before the stack. */
    readonly given: boolean;
    readonly createdByUrn?: string;
    /** Id of the object that made this one by itself and takes it along; such an object is in no stack's state. */
    readonly ownedBy?: string;
}

/** Everything in the account, for a status display that looks for objects no stack knows. */
export function listObjects(file: string): ListedObject[] {
    return listedObjects(readAccount(file));
}

function listedObjects(account: Account): ListedObject[] {
    return [
        ...listed("alicloud:vpc/network:Network", account.vpcs, { name: (vpc) => vpc.vpcName }),
        ...listed("alicloud:cs/managedKubernetes:ManagedKubernetes", account.clusters, {
            name: (cluster) => cluster.name,
        }),
        ...listed("alicloud:servicemesh/serviceMesh:ServiceMesh", account.meshes, {
            name: (mesh) => mesh.serviceMeshName,
        }),
        ...listed("alicloud:vpc/switch:Switch", account.vswitches, {
            name: (vswitch) => vswitch.vswitchName,
            ownedBy: (vswitch) => vswitch.ownedByFirewall,
        }),
        ...listed("alicloud:vpc/routeTable:RouteTable", account.routeTables, {
            name: (table) => table.routeTableName,
            ownedBy: (table) => table.ownedByVpc,
        }),
        ...listed("alicloud:vpc/routeTableAttachment:RouteTableAttachment", account.routeTableAttachments),
        ...listed("alicloud:vpc/routeEntry:RouteEntry", account.routeEntries, {
            name: (entry) => entry.name,
            ownedBy: (entry) => (entry.addedByGateway ? entry.nexthopId : undefined),
        }),
        ...listed("alicloud:vpc/natGateway:NatGateway", account.natGateways, {
            name: (gateway) => gateway.natGatewayName,
        }),
        ...listed("alicloud:vpc/snatEntry:SnatEntry", account.snatEntries, {
            name: (entry) => entry.snatEntryName,
            id: (entry) => `${entry.snatTableId}:${entry.id}`,
        }),
        ...listed("alicloud:ecs/eipAddress:EipAddress", account.eips, { name: (eip) => eip.addressName }),
        ...listed("alicloud:ecs/eipAssociation:EipAssociation", account.eipAssociations),
        ...listed("alicloud:ecs/instance:Instance", account.instances),
        ...listed("alicloud:ecs/ecsNetworkInterface:EcsNetworkInterface", account.networkInterfaces),
        ...listed("alicloud:ecs/securityGroup:SecurityGroup", account.securityGroups, {
            name: (group) => group.securityGroupName,
        }),
        ...listed("alicloud:ecs/securityGroupRule:SecurityGroupRule", account.securityGroupRules),
        ...listed("alicloud:cloudfirewall/addressBook:AddressBook", account.addressBooks, {
            name: (book) => book.groupName,
        }),
        ...listed("alicloud:cloudfirewall/natFirewall:NatFirewall", account.natFirewalls, {
            name: (firewall) => firewall.proxyName,
        }),
        ...listed(
            "alicloud:cloudfirewall/natFirewallControlPolicy:NatFirewallControlPolicy",
            account.natFirewallPolicies,
            {
                name: (policy) => policy.description,
                id: (policy) => `${policy.id}:${policy.natGatewayId}:${policy.direction}`,
            },
        ),
        ...listed("alicloud:cloudfirewall/controlPolicy:ControlPolicy", account.controlPolicies, {
            name: (policy) => policy.description,
            id: (policy) => `${policy.id}:${policy.direction}`,
        }),
        ...listed("alicloud:cloudfirewall/firewallVpcFirewall:FirewallVpcFirewall", account.vpcFirewalls),
        ...listed(
            "alicloud:cloudfirewall/firewallVpcFirewallControlPolicy:FirewallVpcFirewallControlPolicy",
            account.vpcFirewallPolicies,
            {
                name: (policy) => policy.description,
                id: (policy) => `${policy.vpcFirewallId}:${policy.id}`,
            },
        ),
        ...listed("alicloud:cs/nodePool:NodePool", account.nodePools, { name: (pool) => pool.nodePoolName }),
        ...listed("alicloud:servicemesh/extensionProvider:ExtensionProvider", account.extensionProviders, {
            name: (provider) => provider.extensionProviderName,
        }),
    ];
}

interface Labels<T> {
    name?: (object: T) => string | undefined;
    /** The id Pulumi's state holds, where it is not the service's own. */
    id?: (object: T) => string;
    ownedBy?: (object: T) => string | undefined;
}

function listed<T extends CloudObject>(
    type: string,
    collection: Record<string, T>,
    labels: Labels<T> = {},
): ListedObject[] {
    return all(collection).map((object) => {
        const name = labels.name?.(object);
        const ownedBy = labels.ownedBy?.(object);
        const { given, createdByUrn } = object;
        return {
            id: labels.id?.(object) ?? object.id,
            type,
            given,
            ...(name === undefined ? {} : { name }),
            ...(createdByUrn === undefined ? {} : { createdByUrn }),
            ...(ownedBy === undefined ? {} : { ownedBy }),
        };
    });
}
