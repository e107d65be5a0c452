import * as fs from "node:fs";
import * as path from "node:path";

/** Pulumi project name of the program; also part of every URN and of the state's path. */
export const PROJECT_NAME = "asm-egress";

/** Where everything local about one stack lives. Nothing of it is outside `folder`. */
export interface WorldLayout {
    readonly folder: string;
    /** etcd's data, certificates and kubeconfig files. */
    readonly controlPlane: string;
    /** Exists while the API server may hold less than the stack's state says. */
    readonly unseenMark: string;
    /** The simulated Alibaba Cloud account. */
    readonly cloudFile: string;
    /** Faults to inject into the simulated cloud; may be absent. */
    readonly faultsFile: string;
    /** Pulumi's file backend. */
    readonly backend: string;
    /** PULUMI_HOME: the person's own is never touched. */
    readonly pulumiHome: string;
    /** The driver's own Pulumi.yaml and stack settings. */
    readonly work: string;
    /** Launcher scripts of the provider plugins. */
    readonly plugins: string;
    /** The stack's state, as the file backend keeps it. */
    readonly checkpointFile: string;
    /** Lock files of running, or crashed, engines. */
    readonly locks: string;
    readonly kubeconfig: Kubeconfigs;
}

interface Kubeconfigs {
    /** May do everything: for people, `status` and scaffolding. */
    readonly admin: string;
    /** May touch the mesh's kinds only, as the ASM kubeconfig does. */
    readonly mesh: string;
    /** May touch the data plane's kinds only, as the ACK kubeconfig does. */
    readonly cluster: string;
}

/** Folder that holds one folder per stack: `ASM_EGRESS_LOCAL_HOME`, else `.local` in the project. */
export function localHome(projectRoot: string, home = process.env.ASM_EGRESS_LOCAL_HOME): string {
    return home !== undefined && home !== "" ? path.resolve(home) : path.join(path.resolve(projectRoot), ".local");
}

/** `sharedControlPlane`: folder of one that other stacks use, too. */
export function worldLayout(home: string, stackName: string, sharedControlPlane?: string): WorldLayout {
    const folder = path.join(home, stackName);
    const backend = path.join(folder, "pulumi");
    const controlPlane = sharedControlPlane ?? path.join(folder, "control-plane");
    return {
        folder,
        controlPlane,
        unseenMark: path.join(folder, "control-plane-is-new"),
        cloudFile: path.join(folder, "cloud.json"),
        faultsFile: path.join(folder, "faults.json"),
        backend,
        pulumiHome: path.join(folder, "home"),
        work: path.join(folder, "work"),
        plugins: path.join(folder, "plugins"),
        checkpointFile: path.join(backend, ".pulumi", "stacks", PROJECT_NAME, `${stackName}.json`),
        locks: path.join(backend, ".pulumi", "locks", "organization", PROJECT_NAME, stackName),
        kubeconfig: {
            admin: path.join(controlPlane, "admin.kubeconfig"),
            mesh: path.join(controlPlane, "mesh.kubeconfig"),
            cluster: path.join(controlPlane, "cluster.kubeconfig"),
        },
    };
}

/** Stacks that have left anything in `home`, by name. */
export function stacksIn(home: string): string[] {
    if (!fs.existsSync(home)) {
        return [];
    }
    return (
        fs
            .readdirSync(home, { withFileTypes: true })
            // The lab's stacks are in a hidden folder of their own, and end with their lab.
            .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
            .map((entry) => entry.name)
            .sort()
    );
}
