import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { guardConcerns, planGuard } from "../../components/layers/guard/plan";
import type { KubernetesObject } from "../../components/resources/planned";
import { intentOf } from "../../components/testing/intent";
import { withPlaceholders } from "../../components/testing/placeholders";
import { startControlPlane, stopControlPlane } from "../../local/src/control-plane/control-plane";
import { controlPlaneFolder } from "../../local/src/control-plane/control-plane-folder";
import { ApiClient } from "../../local/src/kubernetes/api-client";
import { readKubeconfig } from "../../local/src/kubernetes/kubeconfig";
import { consoleProgress } from "../../local/src/tools/console-progress";
import { resolveTools } from "../../local/src/tools/resolve-tools";
import { ACCEPTED_PODS } from "../support/guard/accepted-pods";
import {
    annotate,
    app,
    application,
    changed,
    EVIL_PROXY,
    fail,
    type Loose,
    label,
    spec,
    TAINT,
} from "../support/guard/pods";
import { OTHER_IMAGE, REFUSED_PODS } from "../support/guard/refused-pods";
import { Istioctl, unexplained } from "../support/istioctl";

/** `billing` is guarded, `shop` is fenced without the guard. */
const intent = intentOf({ namespaces: [{ name: "billing" }, { name: "shop", guard: false }] });
const GATEWAY_VSWITCHES = ["vsw-gateway-h", "vsw-gateway-i"];

const root = mkdtempSync(path.join(tmpdir(), "guard-"));
const folder = controlPlaneFolder(root);
let istioctl: Istioctl;
let tenant: ApiClient;
let injected: Loose;

const PODS = "/api/v1/namespaces/billing/pods";
const SERVICES = "/api/v1/namespaces/billing/services";
const ENDPOINTS = "/api/v1/namespaces/billing/endpoints";
const SLICES = "/apis/discovery.k8s.io/v1/namespaces/billing/endpointslices";

const attempt = (collection: string, object: object) => tenant.create(`${collection}?dryRun=All`, object);

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!(await condition())) {
        if (Date.now() > deadline) {
            throw new Error(`not within a minute: ${what}`);
        }
        await delay(100);
    }
}

beforeAll(async () => {
    const tools = await resolveTools(["etcd", "kubeApiserver", "istioCrds"], consoleProgress());
    await startControlPlane(root, tools, { namespaces: ["billing", "shop"] });
    tenant = new ApiClient(readKubeconfig(folder.kubeconfig.cluster));
    await tenant.mergePatch("/api/v1/namespaces/billing", { metadata: { labels: { "istio-injection": "enabled" } } });
    istioctl = await Istioctl.open();
    injected = await istioctl.inject(application());
    await tenant.create(PODS, { ...injected, metadata: { ...injected.metadata, name: "running" } });
    await tenant.create(
        PODS,
        application((pod) => {
            pod.metadata.name = "older";
        }),
    );
    await tenant.create(
        SERVICES,
        service({ ports: [{ name: "http", port: 80 }], selector: { app: "payments" } }, "running"),
    );
    for (const resource of planGuard("prod", intent).resources) {
        const object = withPlaceholders(resource.inputs, JSON.stringify(GATEWAY_VSWITCHES)) as KubernetesObject;
        const plural =
            object.kind === "ValidatingAdmissionPolicy"
                ? "validatingadmissionpolicies"
                : "validatingadmissionpolicybindings";
        await tenant.create(`/apis/${object.apiVersion}/${plural}`, object);
    }
    await policiesAreInForce();
}, 180_000);

afterAll(async () => {
    istioctl?.dispose();
    await stopControlPlane(root);
    rmSync(root, { recursive: true, force: true });
}, 60_000);

/** Each policy takes effect by itself, some time after it was made: one attempt that only it refuses tells. */
async function policiesAreInForce(): Promise<void> {
    for (const { name } of guardConcerns("prod", intent)) {
        const [, make] = PROBES[name] ?? fail(`no probe for the policy ${name}`);
        await until(async () => {
            const answer = await make().then(
                () => "accepted",
                (error: Error) => error.message,
            );
            return answer.includes(`'asm-egress-prod-${name}'`);
        }, `the policy ${name} refuses its probe`);
    }
}

const service = (fields: object, name = "billing-service"): Loose => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "billing" },
    spec: fields,
});
const slice = (addressType: string, ...addresses: string[]) => ({
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: "evil", namespace: "billing", labels: { "kubernetes.io/service-name": "evil" } },
    addressType,
    endpoints: [{ addresses }],
    ports: [{ name: "http", port: 443 }],
});
const endpointsOf = (ip: string) => ({
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: { name: "evil", namespace: "billing" },
    subsets: [{ addresses: [{ ip }], ports: [{ port: 443 }] }],
});
const command = (container: string) =>
    tenant.json({ method: "POST", path: `${PODS}/running/exec?container=${container}&command=id` });
const relabel = (labels: Record<string, string | null>) =>
    tenant.mergePatch("/api/v1/namespaces/billing?dryRun=All", { metadata: { labels } });

/** Per policy an attempt that no other one refuses. */
const PROBES: Readonly<Record<string, readonly [string, () => Promise<unknown>]>> = {
    interception: ["an annotation", () => attempt(PODS, changed(injected, annotate("proxy.istio.io/config", "{}")))],
    sidecar: ["no sidecar", () => attempt(PODS, application())],
    "proxy-identity": ["uid", () => attempt(PODS, changed(injected, app({ securityContext: { runAsUser: 1337 } })))],
    privileges: ["hostPID", () => attempt(PODS, changed(injected, spec({ hostPID: true })))],
    "gateway-nodes": ["a node", () => attempt(PODS, changed(injected, spec({ nodeName: "node-1" })))],
    "gateway-label": ["the label", () => attempt(PODS, changed(injected, label("asm-egress/gateway", "egress-prod")))],
    addresses: ["an EIP", () => attempt(PODS, changed(injected, annotate("k8s.aliyun.com/pod-with-eip")))],
    "proxy-access": ["a shell", () => command("istio-proxy")],
    services: ["a name", () => attempt(SERVICES, service({ type: "ExternalName", externalName: "evil.example" }))],
    "endpoint-slices": ["an address", () => attempt(SLICES, slice("IPv4", "203.0.113.66"))],
    endpoints: ["an address", () => attempt(ENDPOINTS, endpointsOf("203.0.113.66"))],
    "namespace-injection": ["disabled", () => relabel({ "istio-injection": "disabled" })],
};

describe("Pods that keep to the rules", () => {
    it.each(ACCEPTED_PODS)(
        "%s is accepted",
        async (_, make) => {
            await expect(attempt(PODS, await make(istioctl, injected))).resolves.toBeDefined();
        },
        60_000,
    );
});

describe("Pods that step out", () => {
    it.each(REFUSED_PODS)("%s is refused with what to do", async (_, change, message) => {
        await expect(attempt(PODS, changed(injected, change))).rejects.toThrow(message);
    });

    it("a Pod without a sidecar is refused, whatever kept the injector away", async () => {
        for (const change of [
            () => {},
            label("istio.io/rev", "nobody"),
            label("istio.io/dataplane-mode", "none"),
            annotate("sidecar.istio.io/status", "{}"),
        ]) {
            await expect(attempt(PODS, application(change))).rejects.toThrow("no injected sidecar");
        }
    });

    it("a Pod that opts out by the label is not injected by the real injector, and is refused", async () => {
        const pod = await istioctl.inject(application(label("sidecar.istio.io/inject", "false")));
        expect(JSON.stringify(pod)).not.toContain("istio-proxy");
        await expect(attempt(PODS, pod)).rejects.toThrow(/no injected sidecar|sidecar\.istio\.io\/inject/);
    }, 60_000);

    it("what the real injector makes of a Pod with a proxy of its own is refused", async () => {
        const pod = await istioctl.inject(application(({ spec: { containers } }) => containers.push(EVIL_PROXY)));
        await expect(attempt(PODS, pod)).rejects.toThrow(OTHER_IMAGE);
    }, 60_000);

    it("what the real injector makes of excluded ports is refused", async () => {
        const key = "traffic.sidecar.istio.io/excludeOutboundPorts";
        const pod = await istioctl.inject(application(annotate(key, "443")));
        await expect(attempt(PODS, pod)).rejects.toThrow(/excludeOutboundPorts|does not capture/);
    }, 60_000);

    it("a mesh that leaves the outside out of capture for everybody is found at its first Pod", async () => {
        const pod = await istioctl.inject(application(), { excludeIPRanges: "203.0.113.0/24" });
        await expect(attempt(PODS, pod)).rejects.toThrow("in the mesh's own settings of capture");
    }, 60_000);
});

describe("Pods that run already", () => {
    const ephemeral = (name: string, securityContext: object = {}) => ({
        spec: { ephemeralContainers: [{ name, image: "a/b:1", securityContext }] },
    });
    const debug = (pod: string, container: object) =>
        tenant.json({
            method: "PATCH",
            path: `${PODS}/${pod}/ephemeralcontainers?dryRun=All`,
            body: container,
            contentType: "application/strategic-merge-patch+json",
        } as never);
    const patch = (pod: string, change: object) => tenant.mergePatch(`${PODS}/${pod}?dryRun=All`, change);

    it("take a debugging container", async () => {
        await expect(debug("running", ephemeral("debug"))).resolves.toBeDefined();
    });
    it("take none that runs as the proxy or may change the capture", async () => {
        await expect(debug("running", ephemeral("debug", { runAsUser: 1337 }))).rejects.toThrow("runs as 1337");
        const capabilities = { capabilities: { add: ["NET_ADMIN"] } };
        await expect(debug("running", ephemeral("debug", capabilities))).rejects.toThrow("NET_ADMIN");
        await expect(debug("running", ephemeral("istio-init", capabilities))).rejects.toThrow(
            /NET_ADMIN|must be unique|Duplicate/,
        );
    });
    it("do not change into what would not have been accepted", async () => {
        const containers = injected.spec.containers.map((container: Loose) =>
            container.name === "istio-proxy" ? { ...container, image: "registry.example.com/evil:1" } : container,
        );
        await expect(patch("running", { spec: { containers } })).rejects.toThrow(OTHER_IMAGE);
        await expect(patch("running", { metadata: { labels: { [TAINT]: "egress-prod" } } })).rejects.toThrow(
            "gateway's own",
        );
        const eip = { metadata: { annotations: { "k8s.aliyun.com/pod-with-eip": "true" } } };
        await expect(patch("running", eip)).rejects.toThrow("pod-with-eip");
    });
    it("older than the guard keep their controllers: labels and finalizers change, a spec does not", async () => {
        const finalizers = ["batch.kubernetes.io/job-tracking"];
        await expect(patch("older", { metadata: { labels: { a: "b" }, finalizers } })).resolves.toBeDefined();
        const tolerations = [{ key: "a", operator: "Exists", effect: "NoSchedule" }];
        await expect(patch("older", { spec: { tolerations } })).rejects.toThrow("no injected sidecar");
    });
    it("are entered by their application, not by their sidecar", async () => {
        await expect(command("istio-proxy")).rejects.toThrow("a command in the container istio-proxy");
        // No kubelet here: the API server got past admission and looked for the Pod's node.
        await expect(command("app")).rejects.toThrow("does not have a host assigned");
    });
});

describe("the real analysers", () => {
    it("find the Pod without a sidecar that is older than the guard, and nothing in the injected one", async () => {
        const messages = await istioctl.analyzeCluster(folder.kubeconfig.admin, "billing");
        expect(unexplained(messages)).toEqual([expect.stringMatching(/^Warning IST0103 Pod billing\/older: /)]);
    }, 60_000);
});

describe("what stands behind a Service", () => {
    const ports = [{ port: 80 }];
    it.each<[string, string, object]>([
        ["a Service of Pods", SERVICES, service({ ports, selector: { app: "payments" } })],
        ["a load balancer for what comes in", SERVICES, service({ type: "LoadBalancer", ports })],
        ["addresses of Pods and nodes", SLICES, slice("IPv4", "10.0.128.7", "10.0.0.7")],
        ["older Endpoints of Pods", ENDPOINTS, endpointsOf("10.0.128.7")],
    ])("%s is accepted", async (_, collection, object) => {
        await expect(attempt(collection, object)).resolves.toBeDefined();
    });
    it.each<[string, string, object, string]>([
        [
            "another name for the outside",
            SERVICES,
            service({ type: "ExternalName", externalName: "evil.example" }),
            "ExternalName",
        ],
        [
            "an address that nodes would send on",
            SERVICES,
            service({ ports, externalIPs: ["203.0.113.66"] }),
            "externalIPs",
        ],
        ["an address of the outside", SLICES, slice("IPv4", "10.0.128.7", "203.0.113.66"), "outside the cluster's"],
        ["the metadata service", SLICES, slice("IPv4", "100.100.100.200"), "outside the cluster's"],
        ["an IPv6 address", SLICES, slice("IPv6", "2001:db8::66"), "outside the cluster's"],
        ["a name", SLICES, slice("FQDN", "evil.example"), "outside the cluster's"],
        ["the gateway's own range", SLICES, slice("IPv4", "10.0.64.5"), "outside the cluster's"],
        [
            "an address of the outside in older Endpoints",
            ENDPOINTS,
            endpointsOf("203.0.113.66"),
            "outside the cluster's",
        ],
    ])("%s is refused", async (_, collection, object, message) => {
        await expect(attempt(collection, object)).rejects.toThrow(message);
    });
    it("a running Service does not become another name for the outside", async () => {
        const externalName = {
            spec: { type: "ExternalName", externalName: "evil.example", clusterIP: null, selector: null },
        };
        await expect(tenant.mergePatch(`${SERVICES}/running?dryRun=All`, externalName)).rejects.toThrow("ExternalName");
    });
});

describe("a fenced namespace", () => {
    it("keeps its injection", async () => {
        await expect(relabel({ "istio-injection": "disabled" })).rejects.toThrow("istio-injection");
        await expect(relabel({ "istio-injection": null })).rejects.toThrow("would lose its injection label");
    });
    it("may go over to a revision, and carry other labels", async () => {
        await expect(relabel({ "istio-injection": null, "istio.io/rev": "canary", team: "a" })).resolves.toBeDefined();
    });
    it("does not leave the policies by taking another name", async () => {
        const kept = await relabel({ "kubernetes.io/metadata.name": "elsewhere" }).catch(
            (error: Error) => error.message,
        );
        expect(JSON.stringify(kept)).toMatch(/"kubernetes\.io\/metadata\.name":"billing"|must equal|is invalid/);
    });
    it("without the guard takes what a guarded one refuses", async () => {
        const pod = application((object) => {
            object.metadata.namespace = "shop";
        });
        await expect(attempt("/api/v1/namespaces/shop/pods", pod)).resolves.toBeDefined();
    });
});

/** What admission never sees is a matter of rights; the role that the docs give to tenants, asked of the real authorizer. */
describe("the role of a tenant in docs/guard.md", () => {
    const RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces/billing";
    const may = async (group: string, resource: string, subresource = "", verb = "create") => {
        const resourceAttributes = { namespace: "billing", group, resource, subresource, verb };
        const review = await tenant.create("/apis/authorization.k8s.io/v1/subjectaccessreviews", {
            apiVersion: "authorization.k8s.io/v1",
            kind: "SubjectAccessReview",
            spec: { user: "a-tenant", resourceAttributes },
        });
        return (review.status as { allowed: boolean }).allowed;
    };

    beforeAll(async () => {
        const docs = readFileSync(new URL("../../docs/guard.md", import.meta.url), "utf8");
        const block =
            docs.split("```yaml\n").find((text) => text.includes("kind: Role")) ?? fail("no role in the docs");
        const role = parse(block.slice(0, block.indexOf("```")));
        const admin = new ApiClient(readKubeconfig(folder.kubeconfig.admin));
        await admin.create(`${RBAC}/roles`, role);
        await admin.create(`${RBAC}/rolebindings`, {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "RoleBinding",
            metadata: { name: "tenant" },
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
            subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "a-tenant" }],
        });
        // The authorizer learns of a binding some time after it was made.
        await until(() => may("", "pods"), "the role is in force");
    }, 60_000);

    it.each([
        ["", "services", ""],
        ["", "pods", "exec"],
        ["apps", "deployments", ""],
        ["batch", "jobs", ""],
    ])("may write %s/%s/%s", async (group, resource, subresource) => {
        expect(await may(group, resource, subresource)).toBe(true);
    });

    it.each<[string, string, string]>([
        ...["serviceentries", "sidecars", "virtualservices", "destinationrules", "gateways", "envoyfilters"].map(
            (resource): [string, string, string] => ["networking.istio.io", resource, ""],
        ),
        ["security.istio.io", "authorizationpolicies", ""],
        ["telemetry.istio.io", "telemetries", ""],
        ["istio.alibabacloud.com", "istiogateways", ""],
        ["network.alibabacloud.com", "podnetworkings", ""],
        ["networking.k8s.io", "networkpolicies", ""],
        ["discovery.k8s.io", "endpointslices", ""],
        ["", "endpoints", ""],
        ["", "pods", "binding"],
        ["", "pods", "status"],
        ["", "serviceaccounts", "token"],
        ["", "namespaces", ""],
        ["rbac.authorization.k8s.io", "rolebindings", ""],
        ["admissionregistration.k8s.io", "validatingadmissionpolicybindings", ""],
    ])("may not write %s/%s/%s", async (group, resource, subresource) => {
        for (const verb of ["create", "update", "patch", "delete"]) {
            expect(await may(group, resource, subresource, verb)).toBe(false);
        }
    });
});
