import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ALL_SECTIONS, parseIntent } from "../components/intent/parse-intent";
import { publicJwks } from "../components/testing/jwks";
import { LAYERS } from "../local/src/lab/scenario/layer";
import { placeholdersIn, withValues } from "../local/src/lab/scenario/placeholders";
import { MANNERS, nameOf, type Probe } from "../local/src/lab/scenario/probe";
import { parseScenario } from "../local/src/lab/scenario/read-scenario";
import type { Scenario } from "../local/src/lab/scenario/scenario";
import { PROJECT_ROOT } from "./support/perimeter-world";
import { OBJECTS_OF_TENANTS, OVERVIEW, WAYS_AROUND } from "./support/threat-table";

const FOLDER = join(PROJECT_ROOT, "tests", "scenarios");
const FILES = readdirSync(FOLDER)
    .filter((name) => name.endsWith(".yaml"))
    .sort();
const OUTCOMES = FILES.map((name) => parseScenario(join(FOLDER, name)));
const SCENARIOS: readonly Scenario[] = OUTCOMES.flatMap(({ scenario }) => scenario ?? []);
const PROBES = SCENARIOS.flatMap((scenario) => scenario.probes.map((probe) => ({ scenario, probe })));

/** Ways of calling that nobody takes who means well. */
const HOSTILE: readonly string[] = [
    "bypassSidecar",
    "rawIp",
    "forgedSni",
    "forgedHost",
    "connect",
    "metadata",
    "quic",
    "ipv6",
];

function isHostile(probe: Probe): boolean {
    return probe.expect === "denied" || HOSTILE.includes(probe.manner);
}

describe.each(FILES)("tests/scenarios/%s", (name) => {
    const outcome = OUTCOMES[FILES.indexOf(name)];

    it("is sound", () => {
        expect(outcome?.findings).toEqual([]);
    });

    it("has a perimeter that the stack's own validator takes", () => {
        const { id = "", perimeter = {} } = outcome?.scenario ?? {};
        expect(errorsOf(id, perimeter)).toEqual([]);
    });
});

/** As the stack reads it: the kubeconfig has a key of its own, and the lab makes the issuers' keys. */
function errorsOf(id: string, perimeter: Record<string, unknown>): string[] {
    const jwks = Object.fromEntries(
        placeholdersIn(perimeter).map((name) => [name.replace(/^jwks:/, ""), publicJwks()]),
    );
    const args = withValues(perimeter, { jwks, ca: "" });
    const mesh = { ...(args.mesh as object), kubeconfig: "secret" };
    return parseIntent(id, { ...args, mesh }, ALL_SECTIONS)
        .findings.filter(({ severity }) => severity === "error")
        .map(({ code, path, got }) => `${code} ${path} ${got}`);
}

describe("the scenarios together", () => {
    it("are many, and half of the probes are attacks", () => {
        expect(SCENARIOS.length).toBeGreaterThanOrEqual(40);
        expect(PROBES.length).toBeGreaterThanOrEqual(150);
        expect(PROBES.filter(({ probe }) => isHostile(probe)).length * 2).toBeGreaterThanOrEqual(PROBES.length);
        expect(PROBES.filter(({ probe }) => probe.expect === "allowed").length * 4).toBeGreaterThanOrEqual(
            PROBES.length,
        );
    });

    it("try every manner", () => {
        const tried = new Set(PROBES.map(({ probe }) => probe.manner));
        expect(MANNERS.filter((manner) => !tried.has(manner))).toEqual([]);
    });

    it("have every layer that refuses decide at least once", () => {
        const deciding = new Set(PROBES.flatMap(({ probe }) => probe.by ?? []));
        expect(LAYERS.filter((layer) => !deciding.has(layer as never))).toEqual(["nodepool", "telemetry"]);
    });

    it("try the removal of every layer that refuses", () => {
        const removed = new Set(SCENARIOS.flatMap(({ remove }) => remove.map(({ layer }) => layer)));
        const refusing = LAYERS.filter((layer) => layer !== "nodepool" && layer !== "telemetry");
        expect(refusing.filter((layer) => !removed.has(layer))).toEqual([]);
    });

    it("try both placements, and every mode and route", () => {
        const texts = JSON.stringify(SCENARIOS.map(({ perimeter }) => perimeter));
        const wanted = [
            "HostNetwork",
            "MutualOriginate",
            "Passthrough",
            "Plaintext",
            "Sidecar",
            "AllowAny",
            "Tcp",
            "Grpc",
        ];
        expect(wanted.filter((word) => !texts.includes(`"${word}"`))).toEqual([]);
    });

    it("have workloads that are refused, and try the like of them without the guard", () => {
        const workloads = SCENARIOS.flatMap((scenario) =>
            scenario.workloads.map((workload) => ({ scenario, workload })),
        );
        const refused = workloads.filter(({ workload }) => workload.admission === "refused");
        const triedBelow = refused.filter(
            ({ scenario, workload }) =>
                scenario.remove.some(({ layer }) => layer === "guard") ||
                workloads.some(
                    (other) => other.scenario.without.includes("guard") && other.workload.name === workload.name,
                ),
        );
        expect(refused.length).toBeGreaterThan(5);
        expect(
            refused
                .filter((one) => !triedBelow.includes(one))
                .map(({ scenario, workload }) => `${scenario.id}: ${workload.name}`),
        ).toEqual([]);
    });

    it("use addresses of documentation only, one for each host", () => {
        const hosts = new Map<string, string>();
        for (const { internet } of SCENARIOS) {
            for (const { host, address } of internet) {
                expect(hosts.get(host) ?? address, host).toBe(address);
                hosts.set(host, address);
            }
        }
    });
});

/** Each line of what is known to be tried against a perimeter, with the probes that try it. */
describe.each<[string, Readonly<Record<string, readonly string[]>>]>([
    ["the overview", OVERVIEW],
    ["the ways around", WAYS_AROUND],
    ["what tenants write", OBJECTS_OF_TENANTS],
])("%s", (_, table) => {
    it.each(Object.entries(table))("%s", (_line, probes) => {
        expect(probes.length).toBeGreaterThan(0);
        expect(probes.filter((reference) => !isThere(reference))).toEqual([]);
    });
});

/** `scenario`, or `scenario: probe`. */
function isThere(reference: string): boolean {
    const [id, ...rest] = reference.split(": ");
    const scenario = SCENARIOS.find((one) => one.id === id);
    const probe = rest.join(": ");
    return scenario !== undefined && (probe === "" || scenario.probes.some((one) => nameOf(one) === probe));
}
