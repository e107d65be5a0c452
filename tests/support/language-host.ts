import * as fs from "node:fs";
import * as path from "node:path";

/*
 * A stand-in for Pulumi's language hosts, which machines without an installed Pulumi do not have. With its folder on PATH
 * the real `pulumi preview` and `pulumi up` run the project as they do on a person's machine: Pulumi.yaml,
 * stack/index.ts through the SDK's own TypeScript support, exit codes and all.
 */

const SERVER = path.join(__dirname, "language-host-server.cts");

/** Language of a program, and what it is started with: the SDK's entry point for Python, the program itself for Go. */
interface ProgramLanguage {
    readonly name: "nodejs" | "python" | "go";
    readonly command: readonly string[];
}

/** A language whose host is the real one. */
interface RealLanguage {
    readonly name: "yaml";
    readonly host: string;
}

export type HostedLanguage = ProgramLanguage | RealLanguage;

const NODE: HostedLanguage = { name: "nodejs", command: [] };

/** Writes the executable the engine looks for on PATH into `folder`, and returns `folder`. */
export function writeLanguageHost(folder: string, projectRoot: string, language: HostedLanguage = NODE): string {
    fs.mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `pulumi-language-${language.name}`);
    const start = "host" in language ? `exec '${language.host}'` : standIn(projectRoot, language);
    fs.writeFileSync(file, `#!/bin/sh\n${start} "$@"\n`, { mode: 0o755 });
    fs.chmodSync(file, 0o755);
    return folder;
}

function standIn(projectRoot: string, { name, command }: ProgramLanguage): string {
    const variables = `HOSTED_LANGUAGE='${name}' HOSTED_COMMAND='${JSON.stringify(command)}'`;
    return `${variables} exec '${pinnedNode(projectRoot)}' --no-warnings '${SERVER}'`;
}

/** The Node that the project pins; without it the one running now. It has to run TypeScript by itself (24 does). */
export function pinnedNode(projectRoot: string): string {
    const file = path.join(projectRoot, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
    return fs.existsSync(file) ? fs.realpathSync(file) : process.execPath;
}
