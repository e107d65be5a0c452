import * as path from "node:path";
import type { WorldLayout } from "./layout";

/** `skip` is for daily use; `default` writes the state after every step, as the engine does for everybody else. */
export type Checkpoints = "skip" | "default";

/**
 * Variables of a person's real accounts and clusters. A local run must neither need nor see them: the engine would log
 * in elsewhere, and a plugin could reach a real cluster.
 */
const NOT_INHERITED = /^(PULUMI_|ALICLOUD_|ALIBABA_CLOUD_|ASM_EGRESS_CLOUD_|KUBECONFIG$)/;

/** The whole environment of an engine process and, through it, of its plugins. */
export function engineEnvironment(
    layout: WorldLayout,
    options: {
        readonly checkpoints?: Checkpoints | undefined;
        readonly extra?: Readonly<Record<string, string>> | undefined;
    },
    inherited: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
    const kept = Object.entries(inherited).filter(
        (entry): entry is [string, string] => entry[1] !== undefined && !NOT_INHERITED.test(entry[0]),
    );
    return {
        ...Object.fromEntries(kept),
        PULUMI_BACKEND_URL: `file://${path.resolve(layout.backend)}`,
        // Not a secret: the state lies on this machine, next to the simulated account it describes.
        PULUMI_CONFIG_PASSPHRASE: "local",
        PULUMI_HOME: layout.pulumiHome,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        // Every checkpoint rewrites the whole state: 1,000 creates take ten times as long with them.
        ...(options.checkpoints === "default" ? {} : { PULUMI_SKIP_CHECKPOINTS: "true" }),
        ASM_EGRESS_CLOUD_STATE: layout.cloudFile,
        ASM_EGRESS_CLOUD_FAULTS: layout.faultsFile,
        ...options.extra,
    };
}
