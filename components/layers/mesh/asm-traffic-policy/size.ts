import type { Finding } from "../../../intent/finding";
import type { MeshIntent } from "../../../intent/intent";

/** etcd's default limit of a request is 1.5 MiB; the rest is for what the API server adds. Source: etcd, `max-request-bytes`. */
const STORED_BYTES = 1_400_000;

/**
 * Without server-side apply the whole object stands in an annotation as well, and annotations are 256 KiB together.
 * Source: Kubernetes, `TotalAnnotationSizeLimitB`.
 */
const ANNOTATED_BYTES = 250_000;

/** All hosts are in one object, and no API server takes one of any size. */
export function sizeFindings(object: object, { serverSideApply }: MeshIntent): Finding[] {
    const bytes = Buffer.byteLength(JSON.stringify(object));
    const limit = serverSideApply ? STORED_BYTES : ANNOTATED_BYTES;
    return bytes <= limit
        ? []
        : [
              {
                  code: "traffic-policy-too-large",
                  severity: "error",
                  path: "externalServices",
                  got: `${bytes} bytes`,
                  expected: `hosts that fit into one ASMEgressTrafficPolicy of ${limit} bytes: there is one for a gateway, and the API server takes no larger object`,
                  fix: "leave `mesh.engine` out: Istio's own objects are many; or give some of the hosts a perimeter and gateway of their own",
              },
          ];
}
