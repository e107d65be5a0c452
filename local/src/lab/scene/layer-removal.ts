import type { Account } from "../../alicloud/account/account";
import { deleteControlPolicy } from "../../alicloud/account/control-policy";
import { deleteNatFirewall } from "../../alicloud/account/nat-firewall";
import { deletePolicy } from "../../alicloud/account/nat-firewall-policy";
import { EVERYWHERE } from "../../alicloud/account/route-entry";
import { authorizeRule } from "../../alicloud/account/security-group-rule";
import { deleteVpcPolicy } from "../../alicloud/account/vpc-firewall-policy";
import type { StateResource } from "../../engine/checkpoint";
import type { ApiClient } from "../../kubernetes/api-client";
import { Discovery, objectPath } from "../../kubernetes/discovery";
import type { Layer } from "../scenario/layer";
import type { LabStack } from "./stack";

/** Components by the layer that they are. */
export const COMPONENTS: Readonly<Record<Layer, readonly string[]>> = {
    guard: ["WorkloadGuard"],
    workload: ["WorkloadFence", "WorkloadNetworkPolicy"],
    mesh: ["EgressRoutes"],
    access: ["EgressAccess", "EgressAuthorizers"],
    gateway: ["EgressGateway", "GatewayPlacement"],
    network: ["EgressNatGateway", "GatewayNetwork", "InternetExit"],
    firewall: ["FirewallAllowlist"],
    nodepool: ["GatewayNodePool"],
    telemetry: ["EgressTelemetry"],
};

/** Takes the objects of a layer out of the live world, past the engine. */
export async function deleteLayer(layer: Layer, stack: LabStack): Promise<void> {
    const objects = objectsOf(layer, stack.resources());
    await deleteFromCluster(stack.client, objects);
    stack.changeAccount((account) => deleteFromAccount(account, layer, objects));
}

/** Objects of a layer in the stack's state. */
function objectsOf(layer: Layer, resources: readonly StateResource[]): StateResource[] {
    return resources.filter(
        ({ urn, custom, type }) =>
            custom &&
            !type.startsWith("pulumi:") &&
            COMPONENTS[layer].some((component) => urn.includes(`asm-egress:index:${component}$`)),
    );
}

async function deleteFromCluster(client: ApiClient, objects: readonly StateResource[]): Promise<void> {
    const discovery = new Discovery(client);
    for (const { type, outputs } of objects) {
        if (!type.startsWith("kubernetes:")) {
            continue;
        }
        const { apiVersion, kind, metadata } = outputs as {
            apiVersion: string;
            kind: string;
            metadata: { name: string; namespace?: string };
        };
        const served = await discovery.find(apiVersion, kind);
        if (served === undefined) {
            throw new Error(`the API server does not serve ${apiVersion} ${kind}`);
        }
        await client.delete(objectPath(served, { name: metadata.name, namespace: metadata.namespace }));
    }
}

/**
 * Takes what refuses out of the account, and leaves what carries: without its rules a gateway's security group lets pass
 * everything, as without its firewall a NAT gateway does. A way out that is gone would refuse more than before.
 */
function deleteFromAccount(account: Account, layer: Layer, objects: readonly StateResource[]): void {
    const ids = new Set(objects.flatMap(({ id }) => id ?? []));
    if (layer === "network") {
        openSecurityGroups(account, ids);
    }
    if (layer === "firewall") {
        removeFirewall(account, ids);
    }
}

function openSecurityGroups(account: Account, ids: ReadonlySet<string>): void {
    for (const [id, { securityGroupId }] of Object.entries(account.securityGroupRules)) {
        if (ids.has(securityGroupId)) {
            delete account.securityGroupRules[id];
        }
    }
    for (const securityGroupId of [...ids].filter((id) => account.securityGroups[id] !== undefined)) {
        for (const type of ["egress", "ingress"]) {
            authorizeRule(account, {
                securityGroupId,
                type,
                ipProtocol: "all",
                portRange: "-1/-1",
                cidrIp: EVERYWHERE,
            });
        }
    }
}

function removeFirewall(account: Account, ids: ReadonlySet<string>): void {
    // The state's id of a policy has its gateway, firewall or direction beside the policy's own.
    for (const id of [...ids].flatMap((one) => one.split(":"))) {
        deletePolicy(account, id);
        deleteControlPolicy(account, id);
        deleteVpcPolicy(account, id);
    }
    for (const id of Object.keys(account.natFirewalls).filter((firewall) => ids.has(firewall))) {
        deleteNatFirewall(account, id);
    }
}
