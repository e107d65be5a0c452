import { createRequire } from "node:module";
import { PulumiCommand, type PulumiCommandOptions } from "@pulumi/pulumi/automation";

/**
 * Runs the Automation API's own installer: `download-pulumi-main.js <root> <version>`. A program of its own because the
 * installer can neither be bounded in time nor stopped from within the process that calls it.
 */
async function main(root: string, version: string): Promise<void> {
    // The very semver that the SDK uses: its installer wants an instance of that class.
    const sdkRequire = createRequire(require.resolve("@pulumi/pulumi"));
    const { SemVer } = sdkRequire("semver") as {
        SemVer: new (text: string) => NonNullable<PulumiCommandOptions["version"]>;
    };
    await PulumiCommand.install({ root, version: new SemVer(version) });
}

const [root, version] = process.argv.slice(2);
if (root === undefined || version === undefined) {
    process.stderr.write("usage: download-pulumi-main.js <root> <version>\n");
    process.exitCode = 2;
} else {
    main(root, version).catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = 1;
    });
}
