import { type Concern, celList, PODS } from "../concern";
import { METADATA_VARIABLES, refuseKey } from "../metadata-rules";

const REMOVE = "remove it";
const CAPTURE_ALL = "remove it; all outbound traffic goes through the sidecar";
const MESH_WIDE = "remove it; proxies are configured for the whole mesh";
const NOT_CAPTURED = "Traffic that is not captured leaves around the sidecar.";
const OTHER_PROXY = "A proxy of the tenant's own making enforces what the tenant wants.";

/**
 * Labels and annotations by which the owner of a Pod would change what its sidecar captures, or what its sidecar is.
 * Some of them the injector writes itself, with the mesh's own values; only other values are refused.
 *
 * Sources: Istio, "Resource Annotations"; Istio, files/injection-template.yaml.
 */
export function interception(insideCluster: readonly string[]): Concern {
    const label = (key: string, fix: string, why: string, unless?: string) =>
        refuseKey("labels", { key, fix, why, ...(unless === undefined ? {} : { unless }) });
    const annotation = (key: string, fix: string, why: string, unless?: string) =>
        refuseKey("annotations", { key, fix, why, ...(unless === undefined ? {} : { unless }) });
    const none = 'value == ""';
    return {
        name: "interception",
        resources: PODS,
        variables: [...METADATA_VARIABLES, { name: "inside", expression: celList(insideCluster) }],
        rules: [
            label(
                "sidecar.istio.io/inject",
                "remove it; every workload has a sidecar",
                NOT_CAPTURED,
                'value == "true"',
            ),
            annotation(
                "sidecar.istio.io/inject",
                "remove it; every workload has a sidecar",
                NOT_CAPTURED,
                'value == "true"',
            ),
            annotation(
                "inject.istio.io/templates",
                "remove it; the template of sidecars is the only one",
                NOT_CAPTURED,
                'value == "sidecar"',
            ),
            annotation(
                "sidecar.istio.io/interceptionMode",
                CAPTURE_ALL,
                NOT_CAPTURED,
                'value in ["REDIRECT", "TPROXY"]',
            ),
            annotation("traffic.sidecar.istio.io/includeOutboundIPRanges", CAPTURE_ALL, NOT_CAPTURED, 'value == "*"'),
            annotation(
                "traffic.sidecar.istio.io/excludeOutboundIPRanges",
                "only ranges of the cluster itself may be left out",
                NOT_CAPTURED,
                insideOnly("value"),
            ),
            annotation("traffic.sidecar.istio.io/includeOutboundPorts", CAPTURE_ALL, NOT_CAPTURED, none),
            annotation("traffic.sidecar.istio.io/excludeOutboundPorts", CAPTURE_ALL, NOT_CAPTURED, none),
            annotation("traffic.sidecar.istio.io/excludeInterfaces", CAPTURE_ALL, NOT_CAPTURED, none),
            annotation("traffic.sidecar.istio.io/kubevirtInterfaces", CAPTURE_ALL, NOT_CAPTURED, none),
            annotation("istio.io/reroute-virtual-interfaces", CAPTURE_ALL, NOT_CAPTURED, none),
            annotation(
                "k8s.v1.cni.cncf.io/networks",
                "remove it; a Pod has one network",
                "A second network interface is not captured.",
                'value in ["istio-cni", "default/istio-cni"]',
            ),
            annotation("proxy.istio.io/config", MESH_WIDE, OTHER_PROXY),
            annotation(
                "proxy.istio.io/overrides",
                "the injector writes it when a Pod brings an istio-proxy or istio-init of its own; leave these out",
                OTHER_PROXY,
            ),
            annotation("sidecar.istio.io/proxyImage", MESH_WIDE, OTHER_PROXY),
            annotation("sidecar.istio.io/bootstrapOverride", MESH_WIDE, OTHER_PROXY),
            annotation("sidecar.istio.io/discoveryAddress", MESH_WIDE, OTHER_PROXY),
            annotation("sidecar.istio.io/userVolume", REMOVE, OTHER_PROXY),
            annotation("sidecar.istio.io/userVolumeMount", REMOVE, OTHER_PROXY),
        ],
    };
}

/** CEL, true where every range of a list with commas lies inside the cluster. `variables.inside` has its ranges. */
export function insideOnly(list: string): string {
    return (
        `${list} == "" || ${list}.split(",").all(range, isCIDR(range.trim()) && ` +
        "variables.inside.exists(own, cidr(own).containsCIDR(range.trim())))"
    );
}
