import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import type { LabRunner } from "../lab/lab-runner";
import { sessionIn, stayUp } from "../lab/lab-session";
import { nameOf } from "../lab/scenario/probe";
import type { Evidence } from "../lab/verify/evidence";
import { silentProgress } from "../tools/progress";
import { labDown, labLogs, labUp, shellCommand } from "./lab";
import { EXIT_NO_LAB, type LabSurroundings } from "./lab-surroundings";
import { plainPaint, WIDTH } from "./step-line";
import { type VerifyOptions, verify } from "./verify";

const folder = mkdtempSync(join(tmpdir(), "verify-"));
afterAll(() => rmSync(folder, { recursive: true }));

const ADDRESSES = { public: ["198.51.100.1"], gateway: ["10.0.64.2"] };
const NOTHING: Evidence = { sightings: [], drops: [], gatewayLog: [], sidecarLog: [], addresses: ADDRESSES };
const ARRIVED: Evidence = {
    ...NOTHING,
    attempt: { outcome: "answered", status: 200 },
    sightings: [{ kind: "request", host: "api.stripe.com", source: "198.51.100.1" }],
};
const DROPPED: Evidence = {
    ...NOTHING,
    attempt: { outcome: "timeout" },
    drops: [{ layer: "network", rule: "no SNAT entry", packets: 2 }],
};

const SCENARIO = {
    name: "one in, one out",
    perimeter: {},
    workloads: [{ name: "payments", namespace: "billing" }],
    internet: [{ host: "api.stripe.com", address: "203.0.113.10", services: [{ port: 80, protocol: "HTTP" }] }],
    remove: [{ layer: "network", by: { out: "firewall" } }],
    actions: [{ before: "out", stop: { host: "api.stripe.com", port: 80 } }],
    probes: [
        { name: "in", from: "payments", to: "http://api.stripe.com/", manner: "http", expect: "allowed" },
        { name: "out", from: "payments", to: "http://203.0.113.66/", manner: "rawIp", expect: "denied", by: "network" },
    ],
};

function file(name = "one.yaml", content: unknown = SCENARIO): string {
    writeFileSync(join(folder, name), stringify(content));
    return join(folder, name);
}

/** A lab that answers from a table and writes down what it was asked; without `network` the firewall drops. */
function fake(change: Partial<LabRunner> = {}, table: Record<string, Evidence> = { in: ARRIVED, out: DROPPED }) {
    const asked: string[] = [];
    let removed = false;
    const lab: LabRunner = {
        bring: async ({ id }) => void asked.push(`bring ${id}`),
        probe: async (probe) => {
            asked.push(`probe ${nameOf(probe)}`);
            const evidence = table[nameOf(probe)] ?? NOTHING;
            return removed
                ? { ...evidence, drops: [{ layer: "firewall", rule: "cluster deny", packets: 1 }] }
                : evidence;
        },
        act: async () => {
            asked.push("act");
            return { allowed: true };
        },
        remove: async (layer) => {
            asked.push(`remove ${layer}`);
            removed = true;
        },
        mutate: async () => void asked.push("mutate"),
        restore: async () => {
            asked.push("restore");
            removed = false;
        },
        machines: () => [
            { name: "payments", networkNamespace: "aelab-x-payments", uid: 1000, accessLog: file("log", "a line") },
        ],
        dispose: async () => void asked.push("dispose"),
        ...change,
    };
    return { lab, asked };
}

async function run(options: VerifyOptions = {}, { lab, asked } = fake(), files = [file()], missing: string[] = []) {
    const out: string[] = [];
    const err: string[] = [];
    const to = {
        out: (text: string) => void out.push(text),
        err: (text: string) => void err.push(text),
        paint: plainPaint,
        paintError: plainPaint,
    };
    const surroundings: LabSurroundings = {
        missing,
        progress: silentProgress,
        folder,
        open: async () => lab,
        stayUp: async () => void asked.push("stays up"),
    };
    const code = await verify(files, options, to, surroundings);
    return { code, out: out.join("\n"), err: err.join("\n"), asked };
}

describe("verify", () => {
    it("answers 0 where all is as expected, and leaves nothing", async () => {
        const { code, out, asked } = await run();
        expect(code).toBe(0);
        expect(asked).toEqual([
            "bring one",
            "probe in",
            "act",
            "probe out",
            "remove network",
            "probe out",
            "restore",
            "dispose",
        ]);
        expect(out).toMatch(/payments +api.stripe.com\/ +http +allowed +in$/m);
        expect(out).toMatch(/payments +http:\/\/203.0.113.66\/ +rawIp +denied +network +out$/m);
        expect(out).toMatch(/without network:\n +payments .* denied +firewall +out$/m);
        expect(out).toContain("All as expected: 1 scenario, 3 probes, 2 denied");
        expect(out).not.toContain("\u001b");
        expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(WIDTH);
    });

    it("answers 1 and says what differs where one probe is not as expected", async () => {
        const { code, out } = await run(
            {},
            fake(
                {},
                {
                    in: ARRIVED,
                    out: { ...ARRIVED, sightings: [{ kind: "request", host: "evil.example", source: "10.0.128.9" }] },
                },
            ),
        );
        expect(code).toBe(1);
        expect(out).toMatch(/^! +payments .* allowed/m);
        expect(out).toMatch(/verdict: expected denied\n +got allowed: it arrived at evil.example/);
        expect(out).toContain("Not as expected: one.");
    });

    it("answers 1 where a removal opens what another layer has to hold", async () => {
        const opened = { layer: "network", opens: [], by: {} };
        const { code } = await run({}, fake({ remove: async () => {} }), [
            file("two.yaml", { ...SCENARIO, remove: [{ ...opened, by: { out: "firewall" } }] }),
        ]);
        expect(code).toBe(1);
    });

    it("answers 1 where an action is refused that was to be allowed", async () => {
        const { code, out } = await run({}, fake({ act: async () => ({ allowed: false, message: "no such host" }) }));
        expect(code).toBe(1);
        expect(out).toMatch(/! stop api.stripe.com:80\n.*admission: expected allowed\n +got refused: no such host/);
    });

    it("goes on with the next scenario where one cannot be brought up, and answers 1", async () => {
        const lab = fake({
            bring: async ({ id }) => (id === "one" ? Promise.reject(new Error("up failed")) : undefined),
        });
        const { code, out } = await run({}, lab, [file(), file("two.yaml")]);
        expect(code).toBe(1);
        expect(out).toContain("could not be tried to its end: up failed");
        expect(out).toContain("2 scenarios, 3 probes");
    });

    it("answers 1 where a probe could not be made at all, which is no denial", async () => {
        const lab = fake({ probe: () => Promise.reject(new Error("the probe did not run: no such program")) });
        const { code, out } = await run({}, lab);
        expect(code).toBe(1);
        expect(out).toContain("could not be tried to its end: the probe did not run: no such program");
        expect(out).not.toContain("denied  ");
    });

    it("answers 2 and says what to do where the machine cannot have a lab", async () => {
        const { code, err, asked } = await run({}, fake(), [file()], ["root: run the same command with sudo"]);
        expect([code, asked]).toEqual([EXIT_NO_LAB, []]);
        expect(err).toContain("root: run the same command with sudo");
    });

    it("starts nothing where a file is wrong, whatever the machine is like", async () => {
        const { lab, asked } = fake();
        const wrong = file("wrong.yaml", { ...SCENARIO, probes: [] });
        await expect(run({}, { lab, asked }, [file(), wrong], ["root"])).rejects.toThrow(/probes: got \[\]/);
        expect(asked).toEqual([]);
    });

    it("prints JSON and nothing else when told to", async () => {
        const { out } = await run({ json: true });
        expect(JSON.parse(out)).toMatchObject({
            ok: true,
            scenarios: [
                {
                    id: "one",
                    judgments: [{ verdict: "allowed" }, { verdict: "denied", by: "network" }],
                    removals: [{ layer: "network" }],
                },
            ],
        });
    });

    it("leaves the lab up when told to, and takes it down afterwards", async () => {
        const { asked } = await run({ keep: true });
        expect(asked.slice(-2)).toEqual(["stays up", "dispose"]);
    });

    it("cleans up after Ctrl-C", async () => {
        const lab = fake({
            probe: (_, signal) =>
                new Promise((_, reject) => {
                    signal.addEventListener("abort", () => reject(signal.reason));
                    process.emit("SIGINT", "SIGINT");
                }),
        });
        await expect(run({}, lab)).rejects.toThrow("stopped by Ctrl-C");
        expect(lab.asked.at(-1)).toBe("dispose");
    });
});

describe("a lab that stays up", () => {
    const silent = { out: () => {}, err: () => {}, paint: plainPaint, paintError: plainPaint };

    it("is found while it is up, and not afterwards", async () => {
        const controller = new AbortController();
        const up = stayUp(folder, fake().lab, "one", controller.signal, () => {});
        expect(sessionIn(folder)).toMatchObject({ scenario: "one", machines: [{ name: "payments" }] });
        controller.abort();
        await up;
        expect(sessionIn(folder)).toBeUndefined();
    });

    it("of a process that has ended is none", async () => {
        writeFileSync(
            join(folder, "lab.json"),
            JSON.stringify({ owner: { pid: 2 ** 22 + 1, startMark: "x" }, scenario: "one", machines: [] }),
        );
        expect(sessionIn(folder)).toBeUndefined();
        expect(await labDown(silent, { folder })).toBe(0);
        await expect(labLogs("payments", silent, { folder })).rejects.toThrow("No lab is up.");
    });

    it("is brought to its scenario and disposed of", async () => {
        const { lab, asked } = fake();
        const surroundings = {
            missing: [],
            progress: silentProgress,
            folder,
            open: async () => lab,
            stayUp: async () => void asked.push("stays up"),
        };
        expect(await labUp(file(), silent, surroundings)).toBe(0);
        expect(asked).toEqual(["bring one", "stays up", "dispose"]);
        expect(await labUp(file(), silent, { ...surroundings, missing: ["root"] })).toBe(EXIT_NO_LAB);
    });

    it("gives a shell as the application's own user", () => {
        expect(shellCommand({ name: "payments", networkNamespace: "aelab-x-payments", uid: 1000 }).join(" ")).toContain(
            "ip netns exec aelab-x-payments setpriv --reuid 1000",
        );
    });
});
