import { beforeAll, describe, expect, it } from "vitest";
import { EVERY_MODE, WITHOUT_GATEWAY } from "../../components/testing/every-mode";
import type { Flow } from "../../local/src/alicloud/account/policy-match";
import type { OperationResult } from "../../local/src/engine/operation-result";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import { ApiClient } from "../../local/src/kubernetes/api-client";
import { readKubeconfig } from "../../local/src/kubernetes/kubeconfig";
import { type PerimeterYaml, perimeterWorld, positionOf } from "../support/perimeter-world";
import { wayOut } from "../support/ways-out";

/** One external service of each mode, on the real API server with Istio's own CRDs. */
const { world, configure } = perimeterWorld("modes");

interface Listener {
    spec: { servers: { port: { number: number }; hosts: string[] }[] };
}

let up: OperationResult;

beforeAll(async () => {
    configure((perimeter: PerimeterYaml) => {
        perimeter.externalServices = [...EVERY_MODE, ...WITHOUT_GATEWAY];
    });
    up = await world.up();
}, 240_000);

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
            "istio-egress/db2.example.com",
            "istio-egress/mixed.example.com",
            "istio-egress/other-address.tcp.asm-egress.internal",
            "istio-egress/p.example.com",
            "istio-egress/q.example.com",
        ]);
    });

    it("the origination before the gateway knows the host, in every mode that originates", () => {
        for (const [role, outside] of [
            ["tls-m.example.com", "outside-mutual"],
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
        expect(leaves({ host: "r.example.com" })).toBe(false);
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
