import type { Concern } from "../concern";
import { PROXY } from "../containers";

/** Whoever may open a shell in an application may not open one in its sidecar. */
export function proxyAccess(): Concern {
    return {
        name: "proxy-access",
        resources: [
            {
                apiGroups: [""],
                apiVersions: ["v1"],
                resources: ["pods/exec", "pods/attach"],
                operations: ["CONNECT"],
            },
        ],
        rules: [
            {
                expression: `object.?container.orValue("") != "${PROXY}"`,
                message: `a command in the container ${PROXY} is refused: use the application's container; istioctl needs none`,
                why: "It would run with the uid that is not captured.",
            },
        ],
    };
}
