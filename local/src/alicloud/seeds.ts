import type { Account, AccountSettings } from "./account/account";
import { createControlPolicy } from "./account/control-policy";
import { settledMode } from "./account/engine-mode";
import type { CloudObject } from "./account/objects";
import { createRouteEntry, EVERYWHERE, routeFor } from "./account/route-entry";
import { changeAccount } from "./account-file";
import {
    type SeedInternetBoundary,
    type SeedNatGateway,
    type Seeds,
    type SeedVpc,
    type SeedVswitch,
    seedId,
} from "./seed-data";
import { seedPieces } from "./seed-pieces";

export type { Seeds } from "./seed-data";
export { seedsFor } from "./seeds-for";

/**
 * Adds what is missing, marked as given. Never changes or removes an object: a second run does nothing. `settings` say
 * how the account's services behave (the firewall's lag, its quota) and hold from now on.
 */
export function seedAccount(file: string, seeds: Seeds, settings: Partial<AccountSettings> = {}): void {
    changeAccount(file, (account) => {
        Object.assign(account.settings, settings);
        account.region ??= seeds.region;
        for (const vpc of seeds.vpcs) {
            seedVpc(account, vpc);
        }
        for (const vswitch of seeds.vswitches) {
            seedVswitch(account, vswitch);
        }
        for (const cluster of seeds.clusters) {
            account.clusters[cluster.id] ??= { ...given(cluster.id), ...cluster };
        }
        for (const mesh of seeds.meshes) {
            account.meshes[mesh.id] ??= given(mesh.id);
        }
        for (const gateway of seeds.natGateways) {
            seedNatGateway(account, gateway);
        }
        for (const { id, vpcId, strict = true } of seeds.vpcFirewalls) {
            account.vpcFirewalls[id] ??= {
                ...given(id),
                engineMode: settledMode(strict),
                ...(vpcId === undefined ? {} : { vpcId }),
            };
        }
        if (seeds.pieces !== undefined) {
            seedPieces(account, seeds.pieces, given);
        }
        seedInternetBoundary(account, seeds.internetBoundary ?? {});
    });
}

function seedInternetBoundary(account: Account, { strict, policies = [] }: SeedInternetBoundary): void {
    if (strict !== undefined) {
        account.internetEngineMode ??= settledMode(strict);
    }
    for (const policy of policies) {
        const id = seedId("acl", JSON.stringify(policy));
        if (account.controlPolicies[id] === undefined) {
            const made = createControlPolicy(account, policy);
            delete account.controlPolicies[made.id];
            account.controlPolicies[id] = { ...made, ...given(id), effectiveAt: given(id).createTime };
        }
    }
}

function seedVpc(account: Account, { id, cidrBlocks, systemRouteTableId }: SeedVpc): void {
    account.vpcs[id] ??= { ...given(id), cidrBlocks: [...cidrBlocks], systemRouteTableId, routerId: seedId("vrt", id) };
    account.routeTables[systemRouteTableId] ??= { ...given(systemRouteTableId), vpcId: id, routeTableType: "System" };
}

function seedVswitch(account: Account, { routeTableId, ...vswitch }: SeedVswitch): void {
    account.vswitches[vswitch.id] ??= { ...given(vswitch.id), ...vswitch };
    if (routeTableId !== undefined) {
        const id = `${routeTableId}:${vswitch.id}`;
        account.routeTableAttachments[id] ??= { ...given(id), routeTableId, vswitchId: vswitch.id };
    }
}

function seedNatGateway(account: Account, { id, vpcId, snatTableId, routeTableId, addresses }: SeedNatGateway): void {
    account.natGateways[id] ??= {
        ...given(id),
        vpcId,
        natType: "Enhanced",
        networkType: "internet",
        snatTableIds: [snatTableId],
        forwardTableIds: [seedId("ftb", id)],
    };
    for (const ipAddress of addresses) {
        const eipId = seedId("eip", ipAddress);
        const associationId = `${eipId}:${id}`;
        account.eips[eipId] ??= { ...given(eipId), ipAddress };
        account.eipAssociations[associationId] ??= {
            ...given(associationId),
            allocationId: eipId,
            instanceId: id,
            instanceType: "Nat",
        };
    }
    account.routeTables[routeTableId] ??= { ...given(routeTableId), vpcId, routeTableType: "Custom" };
    if (routeFor(account, routeTableId, EVERYWHERE) === undefined) {
        const route = createRouteEntry(account, {
            routeTableId,
            destinationCidrblock: EVERYWHERE,
            nexthopType: "NatGateway",
            nexthopId: id,
        });
        account.routeEntries[route.id] = { ...route, given: true };
    }
}

function given(id: string): CloudObject {
    return { id, given: true, createTime: new Date(0).toISOString() };
}
