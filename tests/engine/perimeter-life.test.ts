import { beforeAll, describe, expect, it } from "vitest";
import schema from "../../components/schema.json";
import type { Flow } from "../../local/src/alicloud/account/policy-match";
import { readAccount } from "../../local/src/alicloud/account-file";
import type { OperationResult } from "../../local/src/engine/operation-result";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import { ApiClient } from "../../local/src/kubernetes/api-client";
import { readKubeconfig } from "../../local/src/kubernetes/kubeconfig";
import { type PerimeterYaml, perimeterWorld, positionOf, stepsOf } from "../support/perimeter-world";
import { wayOut } from "../support/ways-out";

/** One perimeter from its first `up` to its `destroy`; each test goes on where the one before it ended. */
const { world, configure } = perimeterWorld("life");

let first: OperationResult;

beforeAll(async () => {
    configure();
    first = await world.up();
}, 180_000);

function api(): ApiClient {
    return new ApiClient(readKubeconfig(world.layout.kubeconfig.admin));
}

const NETWORKING = "/apis/networking.istio.io/v1/namespaces";

function addHost(host: string) {
    return ({ externalServices }: PerimeterYaml) => externalServices[0].hosts.push(host);
}

/** Whether the simulated cloud lets a TLS connection to a host out, from an address of the VPC. */
function leaves(sourceIp: string, host: string, change: Partial<Flow> = {}): boolean {
    return wayOut(world, { sourceIp, host, ...change }).allowed;
}

const GATEWAY = "10.0.64.5";
const NODE = "10.0.0.5";
const POD = "10.0.128.5";

describe("up from empty", () => {
    it("creates everything and warns of what was weakened", () => {
        expect(first.errors).toEqual([]);
        expect(first.ok).toBe(true);
        expect(Object.keys(first.changes)).toEqual(["create"]);
        expect(first.warnings.join("\n")).toContain("addresses-unprotected");
    });

    it("gives the range, the addresses, the policies and a summary to the stack's outputs", () => {
        expect(first.outputs).toMatchObject({
            gatewayCidrs: ["10.0.64.0/28", "10.0.64.16/28"],
            publicAddresses: [expect.stringMatching(/^\d+(\.\d+){3}$/)],
            firewallPolicyIds: { "accept-hosts-443": expect.stringContaining(":ngw-") },
            gatewayName: "egress-life",
            summary: [
                "maps: shop/* -> maps.example.com:443",
                "stripe: billing/payments -> api.stripe.com:443, files.stripe.com:443",
            ],
        });
    });

    it("keeps in the state every output that the schema promises of a component, and no other", () => {
        const components = world.exportState().resources.filter(({ type }) => type.startsWith("asm-egress:index:"));
        expect(components.length).toBeGreaterThan(10);
        for (const { type, outputs } of components) {
            const promised = Object.keys(schema.resources[type as keyof typeof schema.resources].properties ?? {});
            expect({ type, outputs: Object.keys(outputs ?? {}).sort() }).toEqual({ type, outputs: promised.sort() });
        }
    });

    it("opens the way out after the last firewall rule, and fences the workloads after that", () => {
        const opened = positionOf(first, "create", "life-exit-snat-cn-hangzhou-h");
        for (const rule of [
            "gateway-deny-10.0.64.0_28",
            "gateway-deny-10.0.64.16_28",
            "order-hosts-443",
            "order-infrastructure-registry-domain-443",
            "cluster-deny",
        ]) {
            expect(positionOf(first, "create", `life-firewall-${rule}`)).toBeLessThan(opened);
        }
        expect(positionOf(first, "create", "life-fence-sidecar-billing")).toBeGreaterThan(opened);
        expect(positionOf(first, "create", "life-network-policy-egress-billing")).toBeGreaterThan(opened);
    });

    it("has denied everything at the gateway before the gateway is there, and has its network ready", () => {
        const gateway = positionOf(first, "create", "life-gateway-gateway");
        expect(positionOf(first, "create", "life-access-deny-all")).toBeLessThan(gateway);
        expect(positionOf(first, "create", "life-telemetry-gateway")).toBeLessThan(gateway);
        expect(positionOf(first, "create", "life-placement-pod-networking")).toBeLessThan(gateway);
    });

    it("lets the gateway reach what is declared, and nothing else", () => {
        expect(leaves(GATEWAY, "api.stripe.com")).toBe(true);
        expect(leaves(GATEWAY, "maps.example.com")).toBe(true);
        expect(leaves(GATEWAY, "evil.example")).toBe(false);
        expect(leaves(GATEWAY, "api.stripe.com", { port: 8443 })).toBe(false);
        expect(leaves(GATEWAY, "api.stripe.com", { protocol: "UDP" })).toBe(false);
    });

    it("lets nobody else out, not even to what is declared", () => {
        for (const source of [NODE, POD]) {
            expect(leaves(source, "api.stripe.com")).toBe(false);
            expect(leaves(source, "evil.example")).toBe(false);
        }
    });

    it("refuses a Pod without a sidecar, and knows the vSwitches where no Pod may ask for an address", async () => {
        const refusal = async (annotations: Record<string, string>) => {
            const pod = {
                apiVersion: "v1",
                kind: "Pod",
                metadata: { name: "rogue", annotations },
                spec: { containers: [{ name: "app", image: "registry.example.com/app:1" }] },
            };
            return await api()
                .create("/api/v1/namespaces/billing/pods?dryRun=All", pod)
                .then(
                    () => "",
                    (error: Error) => error.message,
                );
        };
        // A policy takes effect some time after it was made.
        await expect.poll(() => refusal({}), { timeout: 60_000 }).toContain("the Pod has no injected sidecar");
        const policies = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
        const { spec } = await api().get(`${policies}/asm-egress-life-addresses`);
        // The gateway's own two, in the order of their zones; the NAT gateway's is none of theirs.
        const { vswitches } = readAccount(world.layout.cloudFile);
        const idOf = (cidr: string) => Object.keys(vswitches).find((id) => vswitches[id]?.cidrBlock === cidr);
        expect((spec as { variables: object[] }).variables).toContainEqual({
            name: "gatewayVswitches",
            expression: JSON.stringify([idOf("10.0.64.0/28"), idOf("10.0.64.16/28")]),
        });
    }, 90_000);

    it("puts the mesh and cluster objects where a person looks for them", async () => {
        const client = api();
        const entries = await client.list(`${NETWORKING}/istio-system/serviceentries`);
        expect(entries.items.map(({ metadata }) => metadata?.name).sort()).toEqual(["life-maps", "life-stripe"]);
        const gateway = await client.get(
            "/apis/istio.alibabacloud.com/v1beta1/namespaces/istio-system/istiogateways/egress-life",
        );
        expect(gateway).toMatchObject({
            status: { Status: "Running" },
            spec: { gatewayType: "egress", replicaCount: 2 },
        });
        const sidecar = await client.get(`${NETWORKING}/billing/sidecars/asm-egress-life`);
        expect(sidecar).toMatchObject({ spec: { outboundTrafficPolicy: { mode: "REGISTRY_ONLY" } } });
        client.close();
    });

    it("logs the gateway, and nothing else of the mesh, with a line of the perimeter's own", async () => {
        const client = api();
        const { items } = await client.list("/apis/telemetry.istio.io/v1/telemetries");
        expect(items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual([
            "istio-system/asm-egress-life",
        ]);
        expect(items[0]).toMatchObject({
            spec: {
                selector: { matchLabels: { "asm-egress/gateway": "egress-life" } },
                accessLogging: [{ providers: [{ name: "asm-egress-life" }] }],
            },
        });
        const provider = await client.get("/apis/istio.alibabacloud.com/v1/asmextensionproviders/asm-egress-life");
        expect(JSON.stringify(provider)).toContain("%DOWNSTREAM_PEER_URI_SAN%");
        client.close();
    });

    it("gives every fenced namespace one NetworkPolicy, and no other namespace any", async () => {
        const client = api();
        const { items } = await client.list("/apis/networking.k8s.io/v1/networkpolicies");
        expect(items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).sort()).toEqual([
            "billing/asm-egress-life",
            "shop/asm-egress-life",
        ]);
        expect(items[0]).toMatchObject({ spec: { podSelector: {}, policyTypes: ["Egress"] } });
        client.close();
    });
});

describe("a second up", () => {
    it("changes nothing", async () => {
        const again = await world.up();
        expect(stepsOf(again)).toEqual([]);
        expect(Object.keys(again.changes)).toEqual(["same"]);
    }, 120_000);

    it("changes nothing after a refresh either: what was made is what is there", async () => {
        const refreshed = await world.refresh();
        expect(refreshed.ok).toBe(true);
        expect(stepsOf(refreshed).filter((step) => !step.startsWith("refresh "))).toEqual([]);
        expect(stepsOf(await world.up())).toEqual([]);
    }, 180_000);
});

describe("one more host", () => {
    it("previews two new resources, and changes only the shared ones that name the host", async () => {
        configure(addHost("connect.stripe.com"));
        const preview = await world.preview();
        expect(stepsOf(preview)).toEqual([
            "create life-routes-route-connect.stripe.com",
            "create life-routes-tls-connect.stripe.com",
            "update life-access-allow-stripe",
            "update life-firewall-book-hosts-443",
            "update life-routes-callers-stripe",
            "update life-routes-outside-stripe",
        ]);
    }, 120_000);

    it("is originated before the gateway knows it, and routed before callers see it", async () => {
        const added = await world.up();
        expect(added.ok).toBe(true);
        const outside = positionOf(added, "update", "life-routes-outside-stripe");
        expect(positionOf(added, "create", "life-routes-tls-connect.stripe.com")).toBeLessThan(outside);
        expect(positionOf(added, "create", "life-routes-route-connect.stripe.com")).toBeLessThan(
            positionOf(added, "update", "life-routes-callers-stripe"),
        );
        expect(leaves(GATEWAY, "connect.stripe.com")).toBe(true);
        expect(leaves(GATEWAY, "other.stripe.com")).toBe(false);
    }, 120_000);

    it("is closed again when it is removed, with its two resources and no others", async () => {
        configure();
        const removed = await world.up();
        expect(stepsOf(removed).filter((step) => step.startsWith("delete"))).toEqual([
            "delete life-routes-route-connect.stripe.com",
            "delete life-routes-tls-connect.stripe.com",
        ]);
        expect(leaves(GATEWAY, "connect.stripe.com")).toBe(false);
        expect(leaves(GATEWAY, "api.stripe.com")).toBe(true);
    }, 120_000);
});

describe("another range for the gateway", () => {
    const move = ({ gateway }: PerimeterYaml) => {
        gateway.subnets[0].cidrBlock = "10.0.65.0/28";
    };

    it("moves the gateway, and the old range is denied until its way out is gone", async () => {
        configure(move);
        const moved = await world.up();
        expect(moved.errors).toEqual([]);
        const oldExitGone = positionOf(moved, "delete-replaced", "life-exit-snat-cn-hangzhou-h");
        const oldDenyGone = positionOf(moved, "delete", "life-firewall-gateway-deny-10.0.64.0_28");
        expect(oldExitGone).toBeLessThan(oldDenyGone);
        expect(positionOf(moved, "create", "life-firewall-gateway-deny-10.0.65.0_28")).toBeLessThan(
            positionOf(moved, "create-replacement", "life-exit-snat-cn-hangzhou-h"),
        );
        expect(moved.outputs.gatewayCidrs).toEqual(["10.0.65.0/28", "10.0.64.16/28"]);
    }, 180_000);

    it("keeps the public addresses that partners know", async () => {
        const again = await world.up();
        expect(stepsOf(again)).toEqual([]);
        expect(again.outputs.publicAddresses).toEqual(first.outputs.publicAddresses);
    }, 120_000);

    it("is what leaves now, and the old range does not", () => {
        expect(leaves("10.0.65.5", "api.stripe.com")).toBe(true);
        expect(leaves("10.0.65.5", "evil.example")).toBe(false);
        expect(leaves(GATEWAY, "api.stripe.com")).toBe(false);
    });
});

describe("another range for the firewall itself", () => {
    it("replaces it, and takes the way out away for as long as nobody looks at the traffic", async () => {
        configure(({ firewall }: PerimeterYaml) => {
            firewall.cidrBlock = "10.0.66.0/28";
        });
        const replaced = await world.up();
        expect(replaced.errors).toEqual([]);
        const gone = positionOf(replaced, "delete-replaced", "life-firewall-nat-firewall");
        const back = positionOf(replaced, "create-replacement", "life-firewall-nat-firewall");
        for (const zone of ["cn-hangzhou-h", "cn-hangzhou-i"]) {
            expect(positionOf(replaced, "delete-replaced", `life-exit-snat-${zone}`)).toBeLessThan(gone);
            expect(positionOf(replaced, "create-replacement", `life-exit-snat-${zone}`)).toBeGreaterThan(back);
        }
        expect(leaves("10.0.64.20", "evil.example")).toBe(false);
        expect(leaves("10.0.64.20", "api.stripe.com")).toBe(true);
    }, 180_000);
});

describe("bad input", () => {
    it("is one error that lists every finding with its place in the file, and touches nothing", async () => {
        const before = readAccount(world.layout.cloudFile);
        configure((perimeter) => {
            perimeter.firewall.cidrBlock = "10.0.64.32/28";
            perimeter.externalServices[0].hosts.push("*.stripe.com");
            perimeter.gateway.replica = 3;
        });
        for (const attempt of [await world.preview(), await world.up()]) {
            expect(attempt.ok).toBe(false);
            expect(stepsOf(attempt)).toEqual([]);
            const text = attempt.errors.join("\n");
            expect(text).toContain("asm-egress:perimeter.firewall.cidrBlock");
            expect(text).toContain("asm-egress:perimeter.externalServices[0].hosts[2]");
            expect(text).toContain("asm-egress:perimeter.gateway.replica");
            expect(text).toContain('did you mean "replicas"?');
            expect(text).not.toMatch(/^\s+at .*:\d+:\d+/m);
        }
        expect(readAccount(world.layout.cloudFile)).toEqual(before);
    }, 180_000);
});

describe("an object in the wrong API server", () => {
    it("is refused: the mesh's user cannot make cluster objects, nor the cluster's user mesh objects", async () => {
        const mesh = new ApiClient(readKubeconfig(world.layout.kubeconfig.mesh));
        const cluster = new ApiClient(readKubeconfig(world.layout.kubeconfig.cluster));
        await expect(mesh.list("/apis/network.alibabacloud.com/v1beta1/podnetworkings")).rejects.toThrow(/forbidden/i);
        await expect(mesh.list("/apis/networking.k8s.io/v1/networkpolicies")).rejects.toThrow(/forbidden/i);
        await expect(cluster.list(`${NETWORKING}/istio-system/serviceentries`)).rejects.toThrow(/forbidden/i);
        mesh.close();
        cluster.close();
    });
});

describe("destroy", () => {
    let destroyed: OperationResult;

    it("closes the way out before any firewall rule goes, and the gateway denies last", async () => {
        configure();
        destroyed = await world.destroy();
        expect(destroyed.errors).toEqual([]);
        const lastExit = Math.max(
            positionOf(destroyed, "delete", "life-exit-snat-cn-hangzhou-h"),
            positionOf(destroyed, "delete", "life-exit-snat-cn-hangzhou-i"),
        );
        const firewall = destroyed.steps
            .filter(({ name }) => name.startsWith("life-firewall-"))
            .map(({ name }) => name);
        expect(lastExit).toBeLessThan(positionOf(destroyed, "delete", "life-firewall-cluster-deny"));
        expect(firewall[0]).toBe("life-firewall-cluster-deny");
        const denied = firewall.findIndex((name) => name.includes("gateway-deny"));
        const accepted = firewall.findLastIndex((name) => name.includes("-accept-") || name.includes("-order-"));
        expect(accepted).toBeLessThan(denied);
    }, 180_000);

    it("leaves the cloud and the API server as they were", async () => {
        const status = await world.status();
        expect(isEmptyOfOurs(status)).toBe(true);
        expect(status.cloud.given.length).toBeGreaterThan(0);
        const client = api();
        const namespace = await client.find("/api/v1/namespaces/istio-egress");
        expect(namespace).toBeUndefined();
        client.close();
    }, 60_000);
});
