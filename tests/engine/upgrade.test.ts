import { describe, expect, it } from "vitest";
import type { Recording } from "../../local/src/released/recording";
import { stepsOf } from "../support/perimeter-world";
import { LAST_RELEASE, released, releasedWorld } from "../support/released";
import { expectUpgrade, surprisesIn } from "../support/upgrade";

/** One of the recorded examples; upgrade.full.test.ts has them all. */
const SAMPLE = "https-upgrade";

describe(`an upgrade from ${LAST_RELEASE} of examples/${SAMPLE}`, () => {
    const recorded = releasedWorld(SAMPLE);
    const { world } = recorded;

    it("is refused by the gate if a child has another name than in the recorded state", async () => {
        await recorded.restore(withOtherName(released(SAMPLE), "firewall-book-cluster", "firewall-book-pods"));
        const preview = await world.preview();
        expect(preview.errors).toEqual([]);
        expect(stepsOf(preview)).toContain(`create ${SAMPLE}-firewall-book-cluster`);
        expect(surprisesIn(SAMPLE, preview)).toContain(
            `deletes alicloud:cloudfirewall/addressBook:AddressBook ${SAMPLE}-firewall-book-pods`,
        );
    }, 240_000);

    it("replaces and deletes only what CHANGELOG.md announces, and goes down afterwards", async () => {
        await recorded.restore();
        await expectUpgrade(recorded);
    }, 480_000);
});

/** As though the release had called it so: its URN is that of another resource, its object in the account is the same. */
function withOtherName(recording: Recording, role: string, other: string): Recording {
    const text = JSON.stringify(recording.world.deployment);
    const name = `::${recording.example}-${role}"`;
    expect(text).toContain(name);
    const deployment = JSON.parse(text.replaceAll(name, `::${recording.example}-${other}"`));
    return { ...recording, world: { ...recording.world, deployment } };
}
