import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { UserError } from "../../engine/user-error";
import { parseScenario, readScenarios } from "./read-scenario";

const folder = mkdtempSync(join(tmpdir(), "scenario-"));
afterAll(() => rmSync(folder, { recursive: true }));

const SOUND = {
    name: "two tenants",
    perimeter: { cluster: { id: "c" } },
    internet: [{ host: "api.stripe.com", address: "203.0.113.10", services: [{ port: 443, protocol: "HTTPS" }] }],
    workloads: [{ name: "payments", namespace: "billing" }],
    probes: [{ from: "payments", to: "http://api.stripe.com/", manner: "http", expect: "allowed" }],
};

function file(content: unknown, name = "two-tenants.yaml"): string {
    const path = join(folder, name);
    writeFileSync(path, typeof content === "string" ? content : stringify(content));
    return path;
}

function findingsOf(change: object): string[] {
    return parseScenario(file({ ...SOUND, ...change })).findings.map(({ code, path }) => `${code} ${path}`);
}

const probe = (change: object) => ({ probes: [{ ...SOUND.probes[0], ...change }] });

describe("a scenario file", () => {
    it("is read with its defaults, and called like the file", () => {
        const { scenario, findings } = parseScenario(file(SOUND));
        expect(findings).toEqual([]);
        expect(scenario).toMatchObject({
            id: "two-tenants",
            region: "cn-hangzhou",
            without: [],
            workloads: [
                { sidecar: true, hostNetwork: false, node: "worker", admission: "allowed", serviceAccount: "default" },
            ],
            probes: [{ method: "GET", repeat: 1, concurrency: 1, token: "none" }],
        });
    });

    it("may have a base, which it changes", () => {
        const { perimeter, internet } = SOUND;
        file({ perimeter, internet }, "base.yaml");
        const own = { name: "x", base: "base.yaml", perimeter: { mesh: { id: "m" } }, workloads: SOUND.workloads };
        const { scenario, findings } = parseScenario(file({ ...own, probes: SOUND.probes }));
        expect(findings).toEqual([]);
        expect(scenario?.perimeter).toEqual({ cluster: { id: "c" }, mesh: { id: "m" } });
        expect(scenario?.internet).toHaveLength(1);
    });

    it("takes one decider or several", () => {
        const denied = { expect: "denied" };
        expect(parseScenario(file({ ...SOUND, ...probe({ ...denied, by: "mesh" }) })).scenario?.probes[0]?.by).toEqual([
            "mesh",
        ]);
        expect(findingsOf(probe({ ...denied, by: ["mesh", "access"] }))).toEqual([]);
    });
});

describe("a scenario file is refused", () => {
    it.each<[string, object, string[]]>([
        ["without probes", { probes: [] }, ["out-of-bounds probes"]],
        ["without a name", { name: undefined }, ["missing-property name"]],
        ["with a property nobody knows", { probs: [] }, ["unknown-property probs"]],
        ["with a property of a probe nobody knows", probe({ form: "x" }), ["unknown-property probes[0].form"]],
        ["with a manner nobody knows", probe({ manner: "https" }), ["not-in-the-set probes[0].manner"]],
        ["with a layer that refuses nothing as decider", probe({ by: "telemetry" }), ["wrong-value probes[0].by"]],
        [
            "with a count that is none",
            probe({ seen: { handshakes: "few" } }),
            ["wrong-value probes[0].seen.handshakes"],
        ],
        ["with a probe from nowhere", probe({ from: "payment" }), ["unknown-workload probes[0].from"]],
        ["with a dialled host nobody serves", probe({ dial: "evil.example" }), ["unknown-host probes[0].dial"]],
        [
            "with a forged name and nothing to dial",
            probe({ manner: "forgedSni" }),
            ["no-address-to-dial probes[0].dial"],
        ],
        [
            "with a way around the sidecar that says nothing of what is spoken",
            probe({ manner: "bypassSidecar", to: "203.0.113.10:5432" }),
            ["no-scheme probes[0].to"],
        ],
        ["with a placeholder nobody knows", probe({ to: "http://$(gatway)/" }), ["unknown-placeholder probes[0].to"]],
        [
            "with a workload nobody knows in a placeholder",
            probe({ to: "http://$(workload:x)/" }),
            ["unknown-workload probes[0].to"],
        ],
        ["with a token of no issuer", probe({ token: { issuer: "idp" } }), ["unknown-issuer probes[0].token.issuer"]],
        [
            "with sightings of what is denied",
            probe({ expect: "denied", seen: {} }),
            ["seen-of-a-denied-probe probes[0].seen"],
        ],
        ["with a decider of what is allowed", probe({ by: "mesh" }), ["decider-of-an-allowed-probe probes[0].by"]],
        [
            "with more at once than in all",
            probe({ concurrency: 2 }),
            ["more-at-once-than-in-all probes[0].concurrency"],
        ],
        [
            "where a refused workload reaches something",
            { workloads: [{ name: "payments", namespace: "billing", admission: "refused" }] },
            ["workload-is-refused probes[0]"],
        ],
        ["with two probes of one name", { probes: [SOUND.probes[0], SOUND.probes[0]] }, ["not-unique probes[1].name"]],
        [
            "with a workload called like a place",
            { workloads: [...SOUND.workloads, { name: "gateway", namespace: "x" }] },
            ["reserved-name workloads[1].name"],
        ],
        [
            "with an address of somebody",
            { internet: [{ host: "a.example", address: "8.8.8.8", services: [{ port: 80, protocol: "HTTP" }] }] },
            ["wrong-value internet[0].address"],
        ],
        [
            "with two hosts of one address",
            { internet: [...SOUND.internet, { ...SOUND.internet[0], host: "b.example" }] },
            ["not-unique internet[1].address"],
        ],
        [
            "with an action before no probe",
            { actions: [{ before: "x", kill: "gatewayReplica" }] },
            ["unknown-probe actions[0].before"],
        ],
        [
            "with an action that does two things",
            {
                actions: [
                    {
                        before: "payments -> http://api.stripe.com/ (http)",
                        kill: "gatewayReplica",
                        stop: { service: "x" },
                    },
                ],
            },
            ["wrong-value actions[0]"],
        ],
        [
            "with an action on a port nobody serves",
            {
                actions: [
                    { before: "payments -> http://api.stripe.com/ (http)", stop: { host: "api.stripe.com", port: 80 } },
                ],
            },
            ["unknown-host actions[0]"],
        ],
        [
            "with a removal of what is left out",
            { without: ["guard"], remove: [{ layer: "guard" }] },
            ["layer-left-out-already remove[0].layer"],
        ],
        [
            "with a removal that opens what was open",
            { remove: [{ layer: "guard", opens: ["payments -> http://api.stripe.com/ (http)"] }] },
            ["unknown-probe remove[0].opens"],
        ],
        ["with keys of no issuer", { perimeter: { jwks: "$(jwks:idp)" } }, ["unknown-issuer perimeter"]],
        [
            "with two NAT gateways in one table",
            { vpc: { foreignNatGateway: true }, perimeter: { internet: { systemRouteTableId: "vtb" } } },
            ["system-route-table-is-taken vpc.foreignNatGateway"],
        ],
        ["with a base that is not there", { base: "nowhere.yaml" }, ["no-such-file base"]],
    ])("%s", (_, change, findings) => {
        expect(findingsOf(change)).toEqual(findings);
    });

    it("with every finding at once, each with its place and what to do", () => {
        const path = file({
            ...SOUND,
            ...probe({ from: "payment", dial: "evil.example" }),
            without: ["guard"],
            remove: [{ layer: "guard" }],
        });
        let thrown: unknown;
        try {
            readScenarios([path, file("- a", "other.yaml")]);
        } catch (error) {
            thrown = error;
        }
        expect(thrown).toBeInstanceOf(UserError);
        const { message } = thrown as UserError;
        expect(message).toContain("two-tenants.yaml: 3 findings; nothing was started");
        expect(message).toContain('probes[0].from: got "payment"  [unknown-workload]');
        expect(message).toMatch(
            /expected: one of payments, gateway, worker-node, gateway-node\n +fix: correct the name/,
        );
        expect(message).toContain("other.yaml: 1 finding;");
        expect(message).not.toContain("    at ");
    });

    it("where it is no YAML, no mapping, not there, or badly called", () => {
        const codes = (path: string) => parseScenario(path).findings.map(({ code }) => code);
        expect(codes(file("a: [", "a.yaml"))).toEqual(["not-yaml"]);
        expect(codes(file("7", "b.yaml"))).toEqual(["wrong-type"]);
        expect(codes(join(folder, "c.yaml"))).toEqual(["no-such-file"]);
        expect(codes(file(SOUND, "Two_Tenants.yaml"))).toEqual(["file-name"]);
    });
});
