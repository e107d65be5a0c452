import { type Account, all } from "../../local/src/alicloud/account/account";
import { deletePolicy } from "../../local/src/alicloud/account/nat-firewall-policy";
import { EVERYWHERE } from "../../local/src/alicloud/account/route-entry";
import { authorizeRule } from "../../local/src/alicloud/account/security-group-rule";
import type { KubernetesObject } from "../../local/src/kubernetes/object";
import type { LiveWorld } from "../../local/src/lab/lab-runner";
import type { Layer } from "../../local/src/lab/scenario/layer";
import { addForeignSnatEntries } from "../../local/src/lab/scene/foreign-exits";
import type { Geometry } from "../../local/src/lab/scene/geometry";
import { type FenceKind, objectsOf, pathOf } from "./world-snapshot";

/** Something generated, broken on purpose in the live world. */
export interface Mutation {
    readonly name: string;
    /** What is there before, and turns none of the probes `red` red. */
    readonly given?: Change;
    /** A change, or a layer that the lab itself takes out and the engine puts back. Fails where there is nothing to break. */
    readonly breaks: Change | Layer;
    /** Names of probes that are red then: because something gets through, does not get through, or is stopped by another layer. */
    readonly red: readonly string[];
}

export type Change = (live: LiveWorld, geometry: Geometry) => Promise<void>;

const widenSnat = inAccount((account, { vpcId, clusterRanges }) =>
    addForeignSnatEntries(account, vpcId, clusterRanges),
);

export const MUTATIONS: readonly Mutation[] = [
    {
        name: "the NAT boundary's deny behind the gateway's accepts is dropped",
        breaks: inAccount((account) => dropDenies(account, "net")),
        red: ["an undeclared host from the gateway"],
    },
    {
        name: "SNAT is widened to the cluster's vSwitches",
        breaks: widenSnat,
        // The final deny holds: what is red is that packets come as far.
        red: ["a node"],
    },
    {
        name: "the final deny of the NAT boundary is dropped, where SNAT is widened",
        given: widenSnat,
        breaks: inAccount((account) => dropDenies(account, "group")),
        red: ["an unfenced namespace"],
    },
    {
        name: "the gateway's security group accepts everything",
        breaks: inAccount(acceptEverything),
        // The firewall holds: what is red is that packets come as far.
        red: ["an undeclared port from the gateway"],
    },
    {
        name: "the gateway's AuthorizationPolicies are deleted",
        breaks: deleted("AuthorizationPolicy"),
        red: ["no grant", "passthrough without a grant", "the other tenant's requests", "no token"],
    },
    {
        name: "AuthorizationPolicies allow any principal",
        breaks: rewritten("AuthorizationPolicy", "principals", () => ["*"]),
        red: ["no grant", "passthrough without a grant", "the other tenant's requests"],
    },
    {
        name: "the grant no longer asks for a token",
        breaks: both(
            rewritten("AuthorizationPolicy", "requestPrincipals", () => undefined),
            rewritten("AuthorizationPolicy", "when", (conditions: { key: string }[]) => {
                const others = conditions.filter(({ key }) => !key.startsWith("request.auth."));
                return others.length === 0 ? undefined : others;
            }),
        ),
        red: ["no token"],
    },
    {
        name: "the RequestAuthentications are deleted",
        breaks: deleted("RequestAuthentication"),
        red: ["a good token"],
    },
    {
        name: "the DestinationRules that originate TLS are deleted",
        breaks: deleted("DestinationRule", (rule) => JSON.stringify(rule.spec).includes('"SIMPLE"')),
        red: ["originate", "a tenant's own requests"],
    },
    {
        name: "DestinationRules do not check the server's certificate",
        breaks: rewritten("DestinationRule", "tls", (tls) =>
            tls.mode === "SIMPLE" ? { mode: "SIMPLE", insecureSkipVerify: true } : tls,
        ),
        red: ["a certificate of another name"],
    },
    {
        name: "the VirtualServices leave request headers as they are",
        breaks: rewritten("VirtualService", "headers", () => ({})),
        red: ["originate"],
    },
    {
        name: "the Gateway passes TLS through without an identity",
        breaks: rewritten("Gateway", "servers", (servers) =>
            servers.map((server: { port: { protocol: string } }) =>
                server.port.protocol === "TLS" ? { ...server, tls: { mode: "PASSTHROUGH" } } : server,
            ),
        ),
        // Routes for who has an identity do not fit it: nobody gets through.
        red: ["passthrough"],
    },
    {
        name: "the Sidecars let pass what is not declared",
        breaks: rewritten("Sidecar", "outboundTrafficPolicy", () => ({ mode: "ALLOW_ANY" })),
        // The NetworkPolicy holds: what is red is that no sidecar has answered.
        red: ["an undeclared host"],
    },
    {
        name: "the NetworkPolicies are deleted",
        breaks: deleted("NetworkPolicy"),
        red: ["around the sidecar"],
    },
    {
        name: "the guard's policies are deleted",
        breaks: "guard",
        red: ["a Pod in the node's network"],
    },
];

/** Fails where that changes nothing. */
function inAccount(change: (account: Account, geometry: Geometry) => void): Change {
    return async ({ changeAccount }, geometry) =>
        changeAccount((account) => {
            const before = JSON.stringify(account);
            change(account, geometry);
            requireSome(JSON.stringify(account) === before ? [] : [account], "such thing in its account");
        });
}

function both(first: Change, second: Change): Change {
    return async (live, geometry) => {
        await first(live, geometry);
        await second(live, geometry);
    };
}

/** Fails where there is nothing to delete. */
function deleted(kind: FenceKind, which: (object: KubernetesObject) => boolean = () => true): Change {
    return async ({ client }) => {
        const objects = (await objectsOf(client, kind)).filter(which);
        requireSome(objects, kind);
        for (const object of objects) {
            await client.delete(pathOf(kind, object));
        }
    };
}

/** Every value under this key, wherever in the spec it stands; `undefined` takes the key away. Fails where that changes nothing. */
// biome-ignore lint/suspicious/noExplicitAny: specs of any kind.
function rewritten(kind: FenceKind, key: string, change: (value: any) => unknown): Change {
    return async ({ client }) => {
        const changed = (await objectsOf(client, kind)).flatMap((object) => {
            const spec = JSON.stringify(object.spec, (name, value) => (name === key ? change(value) : value));
            return spec === JSON.stringify(object.spec) ? [] : [{ ...object, spec: JSON.parse(spec) as object }];
        });
        requireSome(changed, `${kind} with ${key}`);
        for (const object of changed) {
            await client.replace(pathOf(kind, object), object);
        }
    };
}

/** A mutation that changes nothing would prove nothing. */
function requireSome(objects: readonly unknown[], what: string): void {
    if (objects.length === 0) {
        throw new Error(`the live world has no ${what} to break`);
    }
}

/** Of the NAT boundary: those of the gateway are of ranges, the final one is of the cluster's address book. */
function dropDenies(account: Account, sourceType: "net" | "group"): void {
    for (const policy of all(account.natFirewallPolicies)) {
        if (policy.aclAction === "drop" && policy.sourceType === sourceType) {
            deletePolicy(account, policy.id);
        }
    }
}

function acceptEverything(account: Account): void {
    account.securityGroupRules = {};
    for (const securityGroupId of Object.keys(account.securityGroups)) {
        for (const type of ["egress", "ingress"]) {
            const everything = { ipProtocol: "all", portRange: "-1/-1", cidrIp: EVERYWHERE };
            authorizeRule(account, { securityGroupId, type, ...everything });
        }
    }
}
