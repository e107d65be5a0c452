import { consoleProgress } from "../../local/src/tools/console-progress";
import { resolveTools } from "../../local/src/tools/resolve-tools";

/**
 * Before any test: engine, etcd, kube-apiserver, istioctl, the SDKs' generator and Istio's CRDs, so that no test's time limit has to hold a build of many
 * minutes on a machine that has none of them yet. Silent where they are there.
 */
export default async function realTools(): Promise<void> {
    await resolveTools(["pulumiRoot", "etcd", "kubeApiserver", "istioCrds", "istioctl", "sdkgen"], consoleProgress());
}
