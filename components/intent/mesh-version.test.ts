import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findingsOf, intentOf } from "../testing/intent";
import { perimeterArgs } from "../testing/perimeter-args";
import { ASSUMED_MESH, MESH_FEATURES, type MeshFeatureName, OLDEST_MESH, requires, supports } from "./mesh-features";
import { MeshVersion } from "./mesh-version";

function findings(version: string): string[] {
    return findingsOf(perimeterArgs({ mesh: { ...perimeterArgs().mesh, version } }));
}

describe("the version of a mesh", () => {
    it.each([
        ["1.25.6.80", "1.25.6.80"],
        ["v1.25.6.80-g5ddeaef7-aliyun", "1.25.6.80"],
        ["v1.21.6.103-g5ddeaef7-aliyun", "1.21.6.103"],
        ["1.22", "1.22.0"],
        [" 1.22.3 ", "1.22.3"],
    ])("%s is %s", (written, read) => {
        expect(MeshVersion.of(written).toString()).toBe(read);
    });

    it.each(["", "1", "latest", "1.x", "1.22.", "1.22.3.4.5", "1.22-rc", "v1.22 or later", "1.22.6-aliyun.1"])(
        "%j is refused",
        (written) => {
            const outcome = MeshVersion.parse(written);
            expect(outcome.ok ? "accepted" : outcome.problem.code).toBe("mesh-version-not-a-version");
        },
    );

    it("is ordered by its numbers, and not as text", () => {
        const written = ["1.9.1", "1.12.2", "1.12.2.1", "1.12.10", "1.22", "1.22.0.3", "1.100", "2.0"];
        const versions = written.map(MeshVersion.of);
        expect([...versions].reverse().sort(MeshVersion.compare)).toEqual(versions);
    });

    it("is at least another one, or that one is at least it", () => {
        const part = fc.nat({ max: 30 });
        const version = fc.tuple(part, part, part, part).map((numbers) => MeshVersion.of(numbers.join(".")));
        fc.assert(
            fc.property(version, version, (a, b) => {
                expect(a.atLeast(b) || b.atLeast(a)).toBe(true);
                expect(a.atLeast(b) && b.atLeast(a)).toBe(a.toString() === b.toString());
            }),
        );
    });

    it("is written into the args, and otherwise the oldest that has every API as it is today", () => {
        const { mesh } = perimeterArgs();
        expect(String(intentOf({ mesh: { ...mesh, version: "1.25.6.80" } }).mesh.version)).toBe("1.25.6.80");
        expect(intentOf().mesh.version).toEqual(ASSUMED_MESH);
        expect(supports(ASSUMED_MESH, "istioV1")).toBe(true);
    });

    it("that is none is refused, and so is one whose rules by host could be got around", () => {
        expect(findings("newest")).toEqual(["mesh-version-not-a-version mesh.version"]);
        expect(findings("1.12.1")).toEqual(["mesh-version-too-old mesh.version"]);
        expect(findings("1.12")).toEqual(["mesh-version-too-old mesh.version"]);
        expect(findings(String(OLDEST_MESH))).toEqual([]);
    });
});

describe("a feature of newer meshes", () => {
    const names = Object.keys(MESH_FEATURES) as MeshFeatureName[];

    it.each(names)(
        "%s is there from its version on, and before that a finding says what, since when and what to do",
        (name) => {
            const { what, since, instead, source } = MESH_FEATURES[name];
            const first = MeshVersion.of(since);
            expect(requires(name, first, "a.b", "x")).toBeUndefined();
            const older = MeshVersion.of(`${first.major}.${first.minor - 1}.99`);
            const finding = requires(name, older, "a.b", "x");
            expect(finding).toMatchObject({
                code: "mesh-version-lacks-feature",
                severity: "error",
                path: "a.b",
                got: '"x"',
            });
            expect(finding?.expected).toContain(what);
            expect(finding?.expected).toContain(since);
            expect(finding?.expected).toContain(String(older));
            expect(finding?.fix).toContain(instead);
            expect(source).toMatch(/^https:/);
        },
    );
});
