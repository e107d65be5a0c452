import { describe, it } from "vitest";
import { LAST_RELEASE, releasedExamples, releasedWorld } from "../support/released";
import { expectUpgrade } from "../support/upgrade";

describe.each(releasedExamples())(`an upgrade from ${LAST_RELEASE} of examples/%s`, (example) => {
    const recorded = releasedWorld(example);

    it("replaces and deletes only what CHANGELOG.md announces, and goes down afterwards", async () => {
        await recorded.restore();
        await expectUpgrade(recorded);
    }, 480_000);
});
