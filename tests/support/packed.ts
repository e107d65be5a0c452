import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT } from "./perimeter-world";

/** Packs what `npm publish` would publish into `folder`, and answers with the file. */
export function packInto(folder: string): string {
    mkdirSync(folder, { recursive: true });
    // The build is done: without the script that would do it once more.
    const options = ["--ignore-scripts", "--json", "--pack-destination", folder];
    const told = execFileSync("npm", ["pack", ...options], {
        cwd: join(PROJECT_ROOT, "components"),
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
    });
    const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz"));
    if (tarball === undefined) {
        throw new Error(`npm packed nothing: ${told}`);
    }
    return join(folder, tarball);
}

/** Unpacks the package into `folder`, and answers where it is. Its dependencies are beside it, as npm would have put them. */
export function unpackPackage(folder: string): string {
    execFileSync("tar", ["-xzf", packInto(folder), "-C", folder]);
    symlinkSync(join(PROJECT_ROOT, "node_modules"), join(folder, "node_modules"));
    return join(folder, "package");
}
