import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubernetesObject } from "../../components/resources/planned";
import { findOnPath } from "../../local/src/tools/installed-binaries";

/** The machine's own kubectl; absent where it has none. */
export const KUBECTL = findOnPath("kubectl", process.env);

/** The objects as `kubectl get -o json` shows them, in the same order; a failed test where one is not there. */
export function getWith(
    kubectl: string,
    kubeconfig: string,
    objects: readonly KubernetesObject[],
): readonly KubernetesObject[] {
    const items = objects.map(({ apiVersion, kind, metadata: { name, namespace } }) => ({
        apiVersion,
        kind,
        metadata: namespace === undefined ? { name } : { name, namespace },
    }));
    const cache = mkdtempSync(join(tmpdir(), "kubectl-"));
    try {
        const shown = execFileSync(
            kubectl,
            ["--kubeconfig", kubeconfig, "--cache-dir", cache, "get", "-f", "-", "-o", "json"],
            {
                input: JSON.stringify({ apiVersion: "v1", kind: "List", items }),
                encoding: "utf8",
                maxBuffer: 64 * 1024 * 1024,
            },
        );
        return JSON.parse(shown).items;
    } finally {
        rmSync(cache, { recursive: true, force: true });
    }
}
