import { copyFileSync, existsSync } from "node:fs";
import * as path from "node:path";
import { downloadModule } from "./go-toolchain";

const FILE = "crd-all.gen.yaml";

export const ISTIO_CRDS = {
    name: "istio-crds",
    moduleFolder: "istio",
    module: "istio.io/istio",
    /** Points at a copy of the file, for machines without Go. */
    fileVariable: "ASM_EGRESS_ISTIO_CRDS",
    pathInModule: path.join("manifests", "charts", "base", "files", FILE),
} as const;

/** The file that the user names, or undefined when none is named; a wrong name is an error, never a fallback. */
export function givenIstioCrds(environment: NodeJS.ProcessEnv): string | undefined {
    const file = environment[ISTIO_CRDS.fileVariable];
    if (!file) {
        return undefined;
    }
    if (!existsSync(file)) {
        throw new Error(`${ISTIO_CRDS.fileVariable}: "${file}" does not exist; name Istio's ${FILE}, or unset it`);
    }
    return path.resolve(file);
}

export function istioCrdsIn(folder: string): string {
    return path.join(folder, FILE);
}

/** Istio's own CRDs, from the sources of the pinned release: the validation rules in them are what users will meet. */
export async function fetchIstioCrds(
    folder: string,
    moduleFolder: string,
    go: string,
    environment: NodeJS.ProcessEnv,
    signal: AbortSignal,
): Promise<void> {
    const sources = await downloadModule(ISTIO_CRDS.module, moduleFolder, go, environment, signal);
    // Copied, since `go clean -modcache` may take the sources away at any time.
    copyFileSync(path.join(sources, ISTIO_CRDS.pathInModule), istioCrdsIn(folder));
}
