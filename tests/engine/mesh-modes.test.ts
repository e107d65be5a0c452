import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Flow } from "../../local/src/alicloud/account/policy-match";
import type { OperationResult } from "../../local/src/engine/operation-result";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import { ApiClient } from "../../local/src/kubernetes/api-client";
import { readKubeconfig } from "../../local/src/kubernetes/kubeconfig";
import { type PerimeterYaml, perimeterWorld, positionOf } from "../support/perimeter-world";
import { wayOut } from "../support/ways-out";

/** One external service of each mode, on the real API server with Istio's own CRDs. */
const { world, configure, dispose } = perimeterWorld("modes");

const clients = [{ namespace: "billing", serviceAccount: "payments" }];

const SERVICES = [
    { name: "originate", hosts: ["a.example.com", "b.example.com"] },
    { name: "several", hosts: ["several.example.com"], ports: [{ number: 443 }, { number: 9000 }] },
    { name: "grpc", hosts: ["grpc.example.com"], ports: [{ number: 443, protocol: "Grpc" }] },
    { name: "mutual", hosts: ["mutual.example.com"], tls: { mode: "MutualOriginate", credential: "client-a" } },
    {
        name: "partner",
        hosts: ["partner.example.com"],
        tls: { caBundle: { secret: "partner-ca" }, sni: "edge.example.com" },
    },
    { name: "plain", hosts: ["plain.example.com"], tls: { mode: "Plaintext" } },
    { name: "passed", hosts: ["p.example.com", "q.example.com"], tls: { mode: "Passthrough" } },
    { name: "both", hosts: ["both.example.com"], tls: { acceptAppTls: true } },
    {
        name: "database",
        hosts: ["db.example.com"],
        addresses: ["203.0.113.13"],
        ports: [{ number: 5432, protocol: "Tcp" }],
    },
    { name: "straight", hosts: ["straight.example.com"], addresses: ["172.20.0.0/24"], route: "Sidecar" },
    { name: "address", addresses: ["203.0.113.14"], ports: [{ number: 5432, protocol: "Tcp" }] },
];

interface Listener {
    spec: { servers: { port: { number: number }; hosts: string[] }[] };
}

let up: OperationResult;

beforeAll(async () => {
    configure((perimeter: PerimeterYaml) => {
        perimeter.externalServices = SERVICES.map((service) => ({ ...service, clients }));
    });
    up = await world.up();
}, 240_000);

afterAll(dispose, 120_000);

function leaves(change: Partial<Flow>): boolean {
    return wayOut(world, { sourceIp: "10.0.64.5", ...change }).allowed;
}

it("goes up, and says what was weakened", () => {
    expect(up.errors).toEqual([]);
    for (const code of ["plaintext-outside", "requests-unread", "sidecar-route-without-gateway"]) {
        expect(up.warnings.join("\n")).toContain(code);
    }
});

describe("the API server has taken", () => {
    it("a listener for each port and a server for each host that is not read", async () => {
        const client = new ApiClient(readKubeconfig(world.layout.kubeconfig.admin));
        const listener = await client.get("/apis/networking.istio.io/v1/namespaces/istio-system/gateways/egress-modes");
        client.close();
        const { servers } = (listener as unknown as Listener).spec;
        const bytes = servers.filter(({ port }) => port.number === 8444).map(({ hosts }) => hosts.join());
        expect(bytes).toEqual([
            "istio-egress/address.tcp.asm-egress.internal",
            "istio-egress/both.example.com",
            "istio-egress/db.example.com",
            "istio-egress/p.example.com",
            "istio-egress/q.example.com",
        ]);
    });

    it("the origination before the gateway knows the host, in every mode that originates", () => {
        for (const [role, outside] of [
            ["tls-mutual.example.com", "outside-mutual"],
            ["tls-both.example.com", "outside-both"],
            ["tls-several.example.com", "outside-several"],
        ]) {
            expect(positionOf(up, "create", `modes-routes-${role}`)).toBeLessThan(
                positionOf(up, "create", `modes-routes-${outside}`),
            );
        }
    });
});

describe("the firewall lets out", () => {
    it("what is declared, in the manner that is declared", () => {
        expect(leaves({ host: "a.example.com" })).toBe(true);
        expect(leaves({ host: "several.example.com", port: 9000 })).toBe(true);
        expect(leaves({ host: "edge.example.com" })).toBe(true);
        expect(leaves({ host: "plain.example.com", port: 80 })).toBe(true);
        expect(leaves({ destinationIp: "203.0.113.14", port: 5432 })).toBe(true);
    });

    it("nothing else", () => {
        expect(leaves({ host: "a.example.com", port: 9000 })).toBe(false);
        expect(leaves({ host: "plain.example.com" })).toBe(false);
        expect(leaves({ host: "partner.example.com" })).toBe(false);
        expect(leaves({ destinationIp: "203.0.113.15", port: 5432 })).toBe(false);
        expect(leaves({ destinationIp: "203.0.113.14", port: 5433 })).toBe(false);
    });

    it("nothing from the gateway that is to leave from the workloads themselves", () => {
        expect(leaves({ host: "straight.example.com" })).toBe(false);
    });
});

it("has nothing to change in a second up", async () => {
    const again = await world.up();
    expect(again.errors).toEqual([]);
    expect(Object.keys(again.changes)).toEqual(["same"]);
}, 180_000);

it("goes down to nothing", async () => {
    const destroyed = await world.destroy();
    expect(destroyed.errors).toEqual([]);
    expect(isEmptyOfOurs(await world.status())).toBe(true);
}, 180_000);
