import { resolveMeshTools } from "../../local/src/lab/mesh/mesh-tools";
import { missingForLab, thisMachine } from "../../local/src/lab/requirements";
import { consoleProgress } from "../../local/src/tools/console-progress";
import { resolveTools } from "../../local/src/tools/resolve-tools";

/**
 * Before any test: engine, etcd, kube-apiserver, istioctl, the SDKs' generator and Istio's CRDs, and where the lab can run
 * istiod, its agent and Envoy. So no test's time limit has to hold a build of many minutes on a machine that has none of them
 * yet, and none is skipped there for what a later one would have fetched. Silent where they are there.
 */
export default async function realTools(): Promise<void> {
    const progress = consoleProgress();
    await resolveTools(["pulumiRoot", "etcd", "kubeApiserver", "istioCrds", "istioctl", "sdkgen"], progress);
    if (missingForLab(thisMachine()).length === 0) {
        await resolveMeshTools(progress);
    }
}
