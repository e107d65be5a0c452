import { describe, expect, it } from "vitest";
import { findingsOf } from "../../testing/intent";
import { perimeterArgs } from "../../testing/perimeter-args";
import { type Client, type ExternalService, Route, TlsMode } from "../args";

const tls = { mode: TlsMode.MutualOriginate };
const pay = { namespace: "shop", serviceAccount: "pay", credential: "pay" };
const billing = { namespace: "billing", credential: "billing" };

function service(clients: Client[], change: Partial<ExternalService> = {}): ExternalService {
    return { name: "s", hosts: ["bank.example.com"], tls, clients, ...change };
}

function found(...externalServices: ExternalService[]): string[] {
    return findingsOf(perimeterArgs({ externalServices }));
}

describe("certificates of single clients", () => {
    it.each<[string, Client[]]>([
        ["one each", [pay, billing]],
        ["one for several", [pay, { ...billing, credential: "pay" }]],
        ["one for a namespace, and the same for an account of it", [pay, { namespace: "shop", credential: "pay" }]],
    ])("are sound with %s", (_, clients) => {
        expect(found(service(clients))).toEqual([]);
    });

    it.each<[string, ExternalService, string[]]>([
        ["none at all", service([{ namespace: "shop" }]), ["credential-missing externalServices[0].tls.credential"]],
        [
            "none for one of them",
            service([pay, { namespace: "billing" }]),
            ["client-without-credential externalServices[0].clients[1].credential"],
        ],
        [
            "another one for all",
            service([pay], { tls: { ...tls, credential: "c" } }),
            ["credential-twice externalServices[0].clients[0].credential"],
        ],
        [
            "nobody who shows them",
            service([pay], { tls: {} }),
            ["credential-without-mutual-mode externalServices[0].clients[0].credential"],
        ],
        [
            "TLS that the application makes",
            service([pay], { tls: { mode: TlsMode.Passthrough } }),
            [
                "credential-without-mutual-mode externalServices[0].clients[0].credential",
                "requests-unread externalServices[0].tls.mode",
            ],
        ],
        [
            "a name that no subset can have",
            service([{ ...pay, credential: "pay.example" }]),
            ["name-not-a-dns-label externalServices[0].clients[0].credential"],
        ],
        [
            "two for some callers",
            service([pay, { namespace: "shop", credential: "shop" }]),
            ["client-with-two-credentials externalServices[0].clients[1].credential"],
        ],
    ])("are refused with %s", (_, externalService, findings) => {
        expect(found(externalService)).toEqual(findings);
    });

    it("are refused where the workload would hold the key", () => {
        const lines = found(service([pay], { route: Route.Sidecar, addresses: ["172.20.0.0/24"] }));
        expect(lines).toContain("credential-outside-the-gateway externalServices[0].clients[0].credential");
    });

    it("are one each towards a host that two services name, and may differ towards others", () => {
        const other = { ...pay, credential: "other" };
        expect(found(service([pay]), service([other], { name: "t" }))).toEqual([
            "client-with-two-credentials externalServices[1].clients[0].credential",
        ]);
        expect(found(service([pay]), service([billing], { name: "t" }))).toEqual([]);
        expect(found(service([pay]), service([other], { name: "t", hosts: ["x.example.com"] }))).toEqual([]);
    });

    it("are not mixed with one for all callers of a host", () => {
        const shared = service([{ namespace: "billing" }], { name: "t", tls: { ...tls, credential: "c" } });
        expect(found(service([pay]), shared)).toEqual(["host-handled-two-ways externalServices[1].hosts[0]"]);
    });
});
