import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { findGo } from "../../local/src/tools/go-toolchain";
import { PROJECT_ROOT } from "./perimeter-world";

/** The generated SDK for Go, which programs of the tests lead to by `replace`. */
export const GO_SDK = join(PROJECT_ROOT, "sdk", "go");

/** Vets and builds the program in a module's folder, or says why it cannot be tried on this machine. */
export async function buildGoProgram(module: string): Promise<{ binary: string } | { reason: string }> {
    const toolchain = await findGo(GO_SDK, process.env);
    if (!toolchain.usable) {
        return toolchain;
    }
    const binary = join(module, "program");
    try {
        go(toolchain.go, ["build", "-mod=mod", "-o", binary, "."], module);
        go(toolchain.go, ["vet", "-mod=mod", "."], module);
    } catch (error) {
        // Only what cannot be fetched is a reason to skip: a program that does not compile is a fault of the SDK.
        const { stderr } = error as { stderr?: Buffer };
        if (/dial tcp|module lookup disabled|no such host/.test(`${stderr}`)) {
            return { reason: "its modules cannot be fetched" };
        }
        throw new Error(`${stderr ?? error}`);
    }
    return { binary };
}

/** Folder of Pulumi's SDK module, in the version that the generated SDK is pinned to. */
export async function pulumiModuleFolder(): Promise<{ folder: string } | { reason: string }> {
    const toolchain = await findGo(GO_SDK, process.env);
    if (!toolchain.usable) {
        return toolchain;
    }
    const name = "github.com/pulumi/pulumi/sdk/v3";
    try {
        go(toolchain.go, ["mod", "download", name], GO_SDK);
        return { folder: go(toolchain.go, ["list", "-m", "-f", "{{.Dir}}", name], GO_SDK).trim() };
    } catch {
        return { reason: "its module cannot be fetched" };
    }
}

function go(command: string, args: readonly string[], cwd: string): string {
    const env = { ...process.env, GOWORK: "off" };
    return execFileSync(command, args, { cwd, env, stdio: "pipe", encoding: "utf8" });
}
