import { type Parsed, parsed, refused } from "./finding";

/** `1.25.6.80`, `v1.25.6.80-g5ddeaef7-aliyun`: Istio's version, ASM's build, and a commit that says nothing about features. */
const WRITTEN = /^v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4})(?:\.(\d{1,6}))?)?(?:-g[0-9a-f]+)?(?:-aliyun)?$/;

/**
 * Version of an ASM instance: the Istio release it is made from, and the build. What is not written counts as zero, so
 * that `1.25` has what every 1.25 has.
 */
export class MeshVersion {
    private constructor(
        readonly major: number,
        readonly minor: number,
        readonly patch: number,
        readonly build: number,
    ) {}

    static parse(text: string): Parsed<MeshVersion> {
        const match = WRITTEN.exec(text.trim());
        if (match === null) {
            return refused(
                "mesh-version-not-a-version",
                "a version as the ASM console shows it: 1.25.6.80, or v1.25.6.80-g5ddeaef7-aliyun",
                "write the version of the ASM instance",
            );
        }
        const [major = 0, minor = 0, patch = 0, build = 0] = match.slice(1).map((number) => Number(number ?? 0));
        return parsed(new MeshVersion(major, minor, patch, build));
    }

    /** A version that is written in the code. */
    static of(text: string): MeshVersion {
        const outcome = MeshVersion.parse(text);
        if (!outcome.ok) {
            throw new Error(`${text} is no version`);
        }
        return outcome.value;
    }

    static compare(a: MeshVersion, b: MeshVersion): number {
        return a.major - b.major || a.minor - b.minor || a.patch - b.patch || a.build - b.build;
    }

    atLeast(other: MeshVersion): boolean {
        return MeshVersion.compare(this, other) >= 0;
    }

    toString(): string {
        return [this.major, this.minor, this.patch, ...(this.build === 0 ? [] : [this.build])].join(".");
    }
}
