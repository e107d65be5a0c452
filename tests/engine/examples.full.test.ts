import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../components/resources/planned";
import type { OperationResult } from "../../local/src/engine/operation-result";
import { isEmptyOfOurs } from "../../local/src/engine/status";
import { ApiClient } from "../../local/src/kubernetes/api-client";
import { Discovery, objectPath } from "../../local/src/kubernetes/discovery";
import { readKubeconfig } from "../../local/src/kubernetes/kubeconfig";
import { configFileOf, EXAMPLES, KNOWN_LATER, kubernetesObjects, planOf } from "../support/examples";
import { Istioctl, unexplained } from "../support/istioctl";
import { getWith, KUBECTL } from "../support/kubectl";
import { perimeterWorld, stepsOf } from "../support/perimeter-world";

/** What a person would look with; the name of the test says which one it was. */
const READER =
    KUBECTL === undefined ? "this project's client (there is no kubectl on the PATH)" : "kubectl get -o json";

let istioctl: Istioctl;

beforeAll(async () => {
    istioctl = await Istioctl.open();
}, 60_000);

afterAll(() => istioctl?.dispose());

describe.each(EXAMPLES)("examples/%s", (example) => {
    const { world, configure } = perimeterWorld(example, configFileOf(example));
    let up: OperationResult;
    /** What the API server itself says is there, of everything that is planned for it. */
    let live: readonly KubernetesObject[];

    beforeAll(async () => {
        configure();
        up = await world.up({ checkpoints: "default" });
        const { kubeconfig } = world.layout;
        const planned = kubernetesObjects(planOf(example));
        live = up.ok ? await readBack(kubeconfig.admin, planned) : [];
    }, 300_000);

    it("comes up", () => {
        expect(up.errors).toEqual([]);
    });

    it(`is in the API server as it was planned, by ${READER}, and nothing else is`, async () => {
        const planned = kubernetesObjects(planOf(example)).map(withWhatTheCloudGave);
        expect(live.length).toBeGreaterThan(9);
        for (const [index, object] of planned.entries()) {
            expect(live[index]).toMatchObject(object);
        }
        const { kubernetes } = await world.status();
        expect(kubernetes?.ours).toHaveLength(planned.length);
        expect(kubernetes?.orphans).toEqual([]);
    });

    it("is valid to the real istioctl, and sound to its analysers, as the API server gives it out", async () => {
        const objects = live.filter(({ apiVersion }) => /^[a-z]+\.istio\.io\//.test(apiVersion));
        expect(objects.length).toBeGreaterThan(3);
        expect(await istioctl.validate(objects)).toBe("");
        expect(unexplained(await istioctl.analyze(objects), objects)).toEqual([]);
    }, 120_000);

    it("is unchanged by a second up", async () => {
        const again = await world.up({ checkpoints: "default" });
        expect(again.errors).toEqual([]);
        expect(stepsOf(again)).toEqual([]);
    }, 300_000);

    it("goes down to nothing", async () => {
        const destroyed = await world.destroy({ checkpoints: "default" });
        expect(destroyed.errors).toEqual([]);
        expect(isEmptyOfOurs(await world.status())).toBe(true);
    }, 300_000);
});

async function readBack(
    kubeconfig: string,
    planned: readonly KubernetesObject[],
): Promise<readonly KubernetesObject[]> {
    return KUBECTL === undefined ? readByClient(kubeconfig, planned) : getWith(KUBECTL, kubeconfig, planned);
}

/** Each object as a GET of the real API server answers. */
async function readByClient(kubeconfig: string, planned: readonly KubernetesObject[]): Promise<KubernetesObject[]> {
    const client = new ApiClient(readKubeconfig(kubeconfig));
    try {
        const discovery = new Discovery(client);
        return await Promise.all(
            planned.map(async ({ apiVersion, kind, metadata }) => {
                const served = await discovery.find(apiVersion, kind);
                if (served === undefined) {
                    throw new Error(`the API server does not serve ${apiVersion} ${kind}`);
                }
                return (await client.get(
                    objectPath(served, { name: metadata.name, namespace: metadata.namespace }),
                )) as unknown as KubernetesObject;
            }),
        );
    } finally {
        client.close();
    }
}

/** As planned, with whatever the API server has in place of IDs that came with the up. */
function withWhatTheCloudGave({ apiVersion, kind, metadata, spec }: KubernetesObject): KubernetesObject {
    const { name, namespace, labels } = metadata;
    const known = namespace === undefined ? { name } : { name, namespace };
    const object = { apiVersion, kind, metadata: { ...known, labels }, ...(spec === undefined ? {} : { spec }) };
    return JSON.parse(JSON.stringify(object), (_, value) => (value === KNOWN_LATER ? expect.anything() : value));
}
