/** A released or pre-released semantic version; build metadata is dropped, as it does not take part in ordering. */
export interface Version {
    readonly major: number;
    readonly minor: number;
    readonly patch: number;
    /** `alpha.1` of `3.260.0-alpha.1`; absent on a release. */
    readonly prerelease?: string;
}

const PATTERN = /\bv?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?/;

/** Finds the first version in what a tool prints about itself: `v3.259.0`, `etcd Version: 3.6.7`, `Kubernetes v1.34.1`. */
export function findVersion(output: string): Version | undefined {
    const match = PATTERN.exec(output);
    if (match === null) {
        return undefined;
    }
    const [, major, minor, patch, prerelease] = match;
    return {
        major: Number(major),
        minor: Number(minor),
        patch: Number(patch),
        ...(prerelease === undefined ? {} : { prerelease }),
    };
}

/** Like `findVersion` for text that is known to hold a version: a pin in this project's own table. */
export function parseVersion(text: string): Version {
    const version = findVersion(text);
    if (version === undefined) {
        throw new Error(`"${text}" is not a version; expected something like v1.2.3`);
    }
    return version;
}

/** Whether `actual` may stand in for `minimum`: not older, and of the same major when `sameMajor` is asked for. */
export function satisfies(actual: Version, minimum: Version, sameMajor: boolean): boolean {
    if (sameMajor && actual.major !== minimum.major) {
        return false;
    }
    const distance =
        actual.major - minimum.major || actual.minor - minimum.minor || actual.patch - minimum.patch || undefined;
    if (distance !== undefined) {
        return distance > 0;
    }
    // A pre-release comes before its release; two pre-releases of one release are not worth telling apart here.
    return actual.prerelease === undefined || minimum.prerelease !== undefined;
}

export function formatVersion(version: Version): string {
    const suffix = version.prerelease === undefined ? "" : `-${version.prerelease}`;
    return `v${version.major}.${version.minor}.${version.patch}${suffix}`;
}
