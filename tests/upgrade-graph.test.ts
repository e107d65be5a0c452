import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { kubernetesResource, type PlannedResource } from "../components/resources/planned";
import { provision } from "../components/resources/provision";
import { registrations } from "../components/testing/mock-engine";
import { identitiesIn } from "../local/src/released/graph";
import { announcedSince, unannounced, WAY_OUT } from "./support/announced";
import { lossesBetween, lossesIn, type Registered } from "./support/losses";
import { announced, RELEASES, registeredFor, released, releasedExamples } from "./support/released";

/** What the package made; beside it there may be resources of the example's own program. */
function ofThePerimeter(graph: string): string[] {
    return identitiesIn(graph).filter((identity) => identity.startsWith("EgressPerimeter"));
}

/** An example whose program makes something else of its stack config is for the real engine only. */
const recorded = RELEASES.flatMap((version) =>
    releasedExamples(version)
        .filter((example) => identitiesIn(released(example, version).graph).includes(`EgressPerimeter  ${example}`))
        .map((example) => [version, example] as const),
);

/** tests/engine/upgrade*.test.ts has the real engine do it; names, types and parents need none. */
describe.each(recorded)("an upgrade from %s of examples/%s", (version, example) => {
    it("keeps every resource under its name or an alias, unless CHANGELOG.md announces otherwise", async () => {
        const recording = released(example, version);
        const before = ofThePerimeter(recording.graph);
        expect(before.length).toBeGreaterThan(40);
        const losses = lossesBetween(before, await registeredFor(recording));
        expect(unannounced(example, losses, announced(version)), WAY_OUT).toEqual([]);
    });
});

describe("what is recorded", () => {
    const all = RELEASES.flatMap((version) => releasedExamples(version).map((example) => [version, example] as const));

    it.each(all)(
        "for %s of examples/%s has no secret, no place and no time of the machine that made it",
        (version, example) => {
            const { world, graph } = released(example, version);
            const text = JSON.stringify(world) + graph;
            expect(text.length).toBeGreaterThan(10_000);
            expect(text).not.toMatch(
                /ciphertext|BEGIN [A-Z]|token"?:|127[.]0[.]0[.]1|\/(tmp|home|root|Users)\/|\b20\d\d-\d\d-\d\dT/,
            );
        },
    );
});

describe("the gate", () => {
    const EXAMPLE = "https-upgrade";
    const BOOK = "alicloud:cloudfirewall/addressBook:AddressBook";
    const graph = ofThePerimeter(released(EXAMPLE).graph);

    async function renamed(aliased: boolean): Promise<Registered[]> {
        const now = await registeredFor(released(EXAMPLE));
        return now.map(({ urn, aliases }) => {
            const other = urn.replace(/-firewall-book-cluster$/, "-firewall-book-workloads");
            return { urn: other, aliases: aliased ? [...aliases, urn] : aliases };
        });
    }

    it("refuses a child that is renamed", async () => {
        const losses = lossesBetween(graph, await renamed(false));
        expect(unannounced(EXAMPLE, losses, [])).toEqual([`deletes ${BOOK} https-upgrade-firewall-book-cluster`]);
    });

    it("accepts the same rename with an alias", async () => {
        expect(lossesBetween(graph, await renamed(true))).toEqual([]);
    });

    it("accepts the same rename where it is announced, and no other that way", async () => {
        const losses = lossesBetween(graph, await renamed(false));
        const line = (kind: string, type: string, role: string) =>
            announcedSince(
                `## Unreleased\n\n### Replaces and deletes\n\n- ${kind} \`${type}\` \`${role}\`: why\n`,
                "0.1.0",
            );
        expect(unannounced(EXAMPLE, losses, line("deletes", BOOK, "firewall-book-cluster"))).toEqual([]);
        expect(unannounced(EXAMPLE, losses, line("deletes", BOOK, "firewall-book-*"))).toEqual([]);
        expect(unannounced(EXAMPLE, losses, line("replaces", BOOK, "firewall-book-cluster"))).toHaveLength(1);
        expect(unannounced(EXAMPLE, losses, line("deletes", BOOK, "firewall-book-nodes"))).toHaveLength(1);
        expect(
            unannounced(EXAMPLE, losses, line("deletes", "alicloud:vpc/switch:Switch", "firewall-book-*")),
        ).toHaveLength(1);
    });

    it("refuses a resource of another type, below another parent, or left out", async () => {
        const now = await registeredFor(released(EXAMPLE));
        const changed = (change: (urn: string) => string) =>
            lossesBetween(
                graph,
                now.map(({ urn, aliases }) => ({ urn: change(urn), aliases })),
            ).map(({ name }) => name);
        const book = "https-upgrade-firewall-book-cluster";
        const only = (change: (urn: string) => string) => (urn: string) => (urn.endsWith(book) ? change(urn) : urn);
        expect(changed(only((urn) => urn.replace(BOOK, `${BOOK}V2`)))).toEqual([book]);
        expect(changed(only((urn) => urn.replace("FirewallAllowlist", "InternetExit")))).toEqual([book]);
        expect(changed(only(() => "urn:pulumi:test::asm-egress::other:index:Other::other"))).toEqual([book]);
        expect(changed((urn) => urn)).toEqual([]);
    });

    it("knows aliases as a component writes them, and what children inherit of them", async () => {
        const program = (child: string, parent: string, aliases: [pulumi.Alias[], pulumi.Alias[]]) =>
            registrations(() => {
                const root = new pulumi.ComponentResource("asm-egress:index:EgressPerimeter", "prod");
                const options = { parent: root, aliases: aliases[0] };
                const outer = new pulumi.ComponentResource("asm-egress:index:InternetExit", parent, {}, options);
                new pulumi.ComponentResource("demo:index:Leaf", child, {}, { parent: outer, aliases: aliases[1] });
            });
        const before = ["InternetExit  prod-exit", "InternetExit > demo:index:Leaf  prod-exit-snat"].map(
            (identity) => `EgressPerimeter > ${identity}`,
        );
        const names = (now: readonly Registered[]) => lossesBetween(before, now).map(({ name }) => name);

        expect(names(await program("prod-exit-snat", "prod-exit", [[], []]))).toEqual([]);
        expect(names(await program("prod-exit-nat", "prod-exit", [[], []]))).toEqual(["prod-exit-snat"]);
        expect(names(await program("prod-exit-nat", "prod-exit", [[], [{ name: "prod-exit-snat" }]]))).toEqual([]);
        expect(names(await program("prod-way-snat", "prod-way", [[], []]))).toEqual(["prod-exit", "prod-exit-snat"]);
        expect(names(await program("prod-way-snat", "prod-way", [[{ name: "prod-exit" }], []]))).toEqual([]);
    });

    it("knows former roles as a plan has them, of Istio's kinds under every version of their API", async () => {
        const program = (plan: PlannedResource) =>
            registrations(() => {
                const parent = new pulumi.ComponentResource("asm-egress:index:EgressRoutes", "prod-routes");
                provision([plan], { parent, name: "prod-routes" });
            });
        const route = (role: string, version: string, formerRoles: readonly string[] = []) =>
            kubernetesResource(
                role,
                { apiVersion: `networking.istio.io/${version}`, kind: "VirtualService", metadata: { name: "a" } },
                { formerRoles },
            );
        const before = ["EgressRoutes > kubernetes:networking.istio.io/v1beta1:VirtualService  prod-routes-route-a"];
        const losses = async (plan: PlannedResource) => lossesBetween(before, await program(plan));

        expect(await losses(route("route-a", "v1beta1"))).toEqual([]);
        expect(await losses(route("route-a", "v1"))).toEqual([]);
        expect(await losses(route("way-a", "v1beta1"))).toHaveLength(1);
        expect(await losses(route("way-a", "v1beta1", ["road-a"]))).toHaveLength(1);
        expect(await losses(route("way-a", "v1beta1", ["road-a", "route-a"]))).toEqual([]);
        expect(await losses(route("way-a", "v1", ["route-a"]))).toEqual([]);
    });

    it("takes from the engine's steps what is deleted and what is replaced, once", () => {
        const step = (op: string, name: string) => ({
            op,
            name,
            type: BOOK,
            urn: `urn:pulumi:s::p::${BOOK}::${name}`,
            seconds: 0,
            changedPaths: [],
            failed: false,
        });
        const steps = ["create", "update", "read", "refresh", "delete", "create-replacement"].map((op) => step(op, op));
        steps.push(step("delete-replaced", "create-replacement"));
        expect(lossesIn({ steps })).toEqual([
            { kind: "deletes", type: BOOK, name: "delete" },
            { kind: "replaces", type: BOOK, name: "create-replacement" },
        ]);
    });
});

describe("announcements in CHANGELOG.md", () => {
    it("are those since the release, under their heading and nowhere else", () => {
        const changelog = [
            "## Unreleased",
            "### Added",
            "- replaces `a` `not-here`: an addition",
            "### Replaces and deletes",
            "- replaces `a` `now`: why",
            "## 0.3.0 - 2027-01-01",
            "### Replaces and deletes",
            "Nothing else.",
            "- deletes `b` `before`: why",
            "## 0.2.0",
            "### Replaces and deletes",
            "- deletes `c` `long-ago`: why",
        ].join("\n");
        expect(announcedSince(changelog, "0.2.0").map(({ role }) => role)).toEqual(["now", "before"]);
        expect(announcedSince(changelog, "0.3.0").map(({ role }) => role)).toEqual(["now"]);
    });

    it("have kind, type, role and a reason", () => {
        for (const line of [
            "- replaces `a`: why",
            "- renames `a` `b`: why",
            "- deletes `a` `b`",
            "- deletes a b: why",
        ]) {
            expect(() => announcedSince(`### Replaces and deletes\n${line}`, "0.1.0")).toThrow("is not");
        }
    });

    it("are in order in the one of this project", () => {
        expect(RELEASES.map((version) => announced(version))).toEqual(RELEASES.map(() => expect.any(Array)));
    });
});
