import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findOnPath } from "../../local/src/tools/installed-binaries";
import { installOnce, toolCacheFolder } from "../../local/src/tools/tool-cache";

/** The Python SDK that programs of the tests run on: one that the pinned engine understands. */
const PULUMI = "pulumi==3.259.0";

/** A Python with Pulumi's SDK, made once per machine, or why there is none. */
export async function pythonWithPulumi(): Promise<{ python: string } | { reason: string }> {
    const python = findOnPath("python3", process.env);
    if (python === undefined) {
        return { reason: "there is no python3" };
    }
    const packages = join(toolCacheFolder(process.env), `python-${PULUMI.replace("==", "-")}`);
    try {
        await installOnce(packages, {}, async (draft) => {
            run(python, ["-m", "venv", draft]);
            // What the generated SDK needs beside it is installed with it; setuptools builds it.
            const needed = [PULUMI, "parver==0.5", "semver==3.0.4", "setuptools==80.9.0"];
            run(join(draft, "bin", "python"), ["-m", "pip", "install", "--quiet", ...needed]);
        });
    } catch (error) {
        return { reason: `${PULUMI} cannot be installed: ${String(error).split("\n")[0]}` };
    }
    return { python: join(packages, "bin", "python") };
}

/** Installs a package from its folder into `target`, which goes into PYTHONPATH. Building leaves files, hence the copy. */
export function installPackage(python: string, folder: string, target: string): void {
    const copy = mkdtempSync(join(tmpdir(), "asm-egress-python-"));
    cpSync(folder, copy, { recursive: true });
    const quiet = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index"];
    run(python, ["-m", "pip", "install", ...quiet, "--target", target, copy]);
    rmSync(copy, { recursive: true });
}

/** Every name that a program takes from a package is there, besides that the program can be parsed. */
export function compileProgram(python: string, program: string, packages: string): void {
    const check = [
        "import ast, importlib, sys",
        "tree = ast.parse(open(sys.argv[1]).read())",
        "names = {a.asname or a.name: a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}",
        "modules = {name: importlib.import_module(module) for name, module in names.items()}",
        "used = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)]",
        "[getattr(modules[n.value.id], n.attr) for n in used if n.value.id in modules]",
    ].join("\n");
    run(python, ["-c", check, program], { ...process.env, PYTHONPATH: packages });
}

function run(command: string, args: string[], env = process.env): void {
    execFileSync(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
}
