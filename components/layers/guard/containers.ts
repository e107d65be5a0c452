import { celList, type Named } from "./concern";

/** Source: Istio, files/injection-template.yaml: what is injected, and where the uid of the proxy is set. */
export const PROXY = "istio-proxy";
/** Sets the capture up; with the CNI plugin, checks that it is set up. */
export const CAPTURE = ["istio-init", "istio-validation"];
export const PROXY_ID = 1337;

/** CEL, true of a container `c` whose image is one of the mesh's own. */
export const HAS_MESH_IMAGE = 'variables.images.exists(prefix, c.?image.orValue("").startsWith(prefix))';

/**
 * The containers of a Pod. A name alone makes no injected container: with another image it is the tenant's. Declared as
 * `dyn`, because the API server gives each list a type of its own and would not add them.
 */
export function containerVariables(images: readonly string[]): Named[] {
    const notInjected = (names: readonly string[]) => `filter(c, !(c.name in ${celList(names)} && ${HAS_MESH_IMAGE}))`;
    return [
        { name: "images", expression: celList(images) },
        { name: "regular", expression: "dyn(object.spec.containers)" },
        { name: "init", expression: "dyn(object.spec.?initContainers.orValue([]))" },
        { name: "ephemeral", expression: "dyn(object.spec.?ephemeralContainers.orValue([]))" },
        { name: "all", expression: "variables.regular + variables.init + variables.ephemeral" },
        {
            name: "tenant",
            expression:
                `variables.regular.${notInjected([PROXY])} + ` +
                `variables.init.${notInjected([PROXY, ...CAPTURE])} + variables.ephemeral`,
        },
    ];
}

/** What a person should know when it is the injected container after all that a rule was about. */
export const UNLESS_INJECTED = "or, if it is an injected one, name the mesh's images in guard.proxyImagePrefixes";
