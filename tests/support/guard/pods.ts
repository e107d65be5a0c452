/** A tenant's object as a tenant writes it: any shape. */
// biome-ignore lint/suspicious/noExplicitAny: the attempts below write wrong shapes on purpose
export type Loose = any;
export type Change = (object: Loose) => void;

/** A label, taint and node label of the gateway. */
export const TAINT = "asm-egress/gateway";
/** A tenant's container under the proxy's name. */
export const EVIL_PROXY = { name: "istio-proxy", image: "registry.example.com/evil:1" };

/** A Pod before injection. */
export const application = (change: Change = () => {}): Loose => {
    const pod: Loose = {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "payments", namespace: "billing", labels: { app: "payments" } },
        spec: {
            serviceAccountName: "payments",
            containers: [{ name: "app", image: "registry.example.com/app:1" }],
        },
    };
    change(pod);
    return pod;
};

export function fail(message: string): never {
    throw new Error(message);
}

export const annotate =
    (key: string, value = "true"): Change =>
    (pod) => {
        pod.metadata.annotations = { ...pod.metadata.annotations, [key]: value };
    };
export const label =
    (key: string, value = "true"): Change =>
    (pod) => {
        pod.metadata.labels = { ...pod.metadata.labels, [key]: value };
    };
export const spec =
    (fields: object): Change =>
    (pod) =>
        Object.assign(pod.spec, fields);
export const app =
    (fields: object): Change =>
    (pod) =>
        Object.assign(named(pod.spec.containers, "app"), fields);
export const proxy =
    (change: Change): Change =>
    (pod) =>
        change(named([...pod.spec.containers, ...pod.spec.initContainers], "istio-proxy"));
export const capture =
    (change: Change): Change =>
    (pod) =>
        change(named(pod.spec.initContainers, "istio-init"));
export const argument = (flag: string, value: string): Change =>
    capture(({ args }) => {
        args.includes(flag) ? args.splice(args.indexOf(flag) + 1, 1, value) : args.splice(1, 0, flag, value);
    });
export const named = (containers: Loose[], name: string): Loose =>
    containers.find((container) => container.name === name) ?? fail(`no ${name}`);

export const affinity = (operator: string) => ({
    affinity: {
        nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [
                    {
                        matchExpressions: [
                            { key: TAINT, operator, ...(operator === "In" && { values: ["egress-prod"] }) },
                        ],
                    },
                ],
            },
        },
    },
});
export const volume = (hostPath: string) => ({ volumes: [{ name: "host", hostPath: { path: hostPath } }] });
export const init =
    (fields: object): Change =>
    (pod) =>
        pod.spec.initContainers.push({ image: "a/b:1", ...fields });

/** The injected Pod with a change that survives injection, or that somebody wrote by hand as if it had been injected. */
export function changed(injected: Loose, change: Change): Loose {
    const pod = structuredClone(injected);
    change(pod);
    return pod;
}
