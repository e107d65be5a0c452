import { describe, expect, it } from "vitest";
import { findVersion, formatVersion, parseVersion, satisfies } from "./version";

describe("finding a version in what a tool prints", () => {
    it.each([
        ["v3.259.0\n", "v3.259.0"],
        ["etcd Version: 3.6.7\nGit SHA: abc\nGo Version: go1.26.8", "v3.6.7"],
        ["Kubernetes v1.34.1", "v1.34.1"],
        ["Kubernetes v1.34.1+k3s1", "v1.34.1"],
        ["v3.260.0-alpha.12+dirty", "v3.260.0-alpha.12"],
    ])("%j is %s", (output, expected) => {
        const version = findVersion(output);
        expect(version && formatVersion(version)).toBe(expected);
    });

    it.each(["", "command not found", "v3", "3.x.1"])("%j holds none", (output) => {
        expect(findVersion(output)).toBeUndefined();
    });

    it("a pin that is no version is refused", () => {
        expect(() => parseVersion("latest")).toThrow('"latest" is not a version');
    });
});

describe("whether a version will do", () => {
    const minimum = parseVersion("3.259.0");

    it.each(["3.259.0", "3.259.1", "3.300.0"])("%s will do for 3.259.0 within the major", (version) => {
        expect(satisfies(parseVersion(version), minimum, true)).toBe(true);
    });

    it.each(["3.258.9", "2.999.0", "4.0.0", "3.259.0-rc.1"])(
        "%s will not do for 3.259.0 within the major",
        (version) => {
            expect(satisfies(parseVersion(version), minimum, true)).toBe(false);
        },
    );

    it("a newer major will do where majors do not matter", () => {
        expect(satisfies(parseVersion("4.0.0"), minimum, false)).toBe(true);
    });

    it("minor versions are compared as numbers, not as text", () => {
        expect(satisfies(parseVersion("1.9.0"), parseVersion("1.30.0"), true)).toBe(false);
    });
});
