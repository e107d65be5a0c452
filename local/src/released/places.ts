import * as fs from "node:fs";
import type { WorldLayout } from "../engine/layout";
import type { Places } from "./normalise";

/** The kubeconfigs of a world: the stack config names the files, and a mesh of the account answers with the text. */
export function placesOf({ kubeconfig }: WorldLayout): Places {
    return {
        "[kubeconfig of the mesh, file]": kubeconfig.mesh,
        "[kubeconfig of the mesh, text]": fs.readFileSync(kubeconfig.mesh, "utf8"),
        "[kubeconfig of the cluster, file]": kubeconfig.cluster,
        "[kubeconfig of the cluster, text]": fs.readFileSync(kubeconfig.cluster, "utf8"),
    };
}
