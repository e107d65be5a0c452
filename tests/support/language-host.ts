import * as fs from "node:fs";
import * as path from "node:path";

/*
 * A stand-in for Pulumi's language hosts, which machines without an installed Pulumi do not have. With its folder on PATH
 * the real `pulumi preview` and `pulumi up` run the project as they do on a person's machine: Pulumi.yaml,
 * stack/index.ts through the SDK's own TypeScript support, exit codes and all.
 */

const SERVER = path.join(__dirname, "language-host-server.cts");

/** Language of a program, and what it is started with: the SDK's entry point for Python, the program itself for Go. */
export interface HostedLanguage {
    readonly name: "nodejs" | "python" | "go";
    readonly command: readonly string[];
}

const NODE: HostedLanguage = { name: "nodejs", command: [] };

/** Writes the executable the engine looks for on PATH into `folder`, and returns `folder`. */
export function writeLanguageHost(
    folder: string,
    projectRoot: string,
    { name, command }: HostedLanguage = NODE,
): string {
    const node = pinnedNode(projectRoot);
    fs.mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `pulumi-language-${name}`);
    const variables = `HOSTED_LANGUAGE='${name}' HOSTED_COMMAND='${JSON.stringify(command)}'`;
    fs.writeFileSync(file, `#!/bin/sh\n${variables} exec '${node}' --no-warnings '${SERVER}' "$@"\n`, { mode: 0o755 });
    fs.chmodSync(file, 0o755);
    return folder;
}

/** The Node that the project pins; without it the one running now. It has to run TypeScript by itself (24 does). */
export function pinnedNode(projectRoot: string): string {
    const file = path.join(projectRoot, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
    return fs.existsSync(file) ? fs.realpathSync(file) : process.execPath;
}
