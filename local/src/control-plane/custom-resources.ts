import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseAllDocuments } from "yaml";
import type { ApiClient } from "../kubernetes/api-client";
import { Discovery } from "../kubernetes/discovery";
import type { KubernetesObject } from "../kubernetes/object";

const COLLECTION = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/** Kinds of ASM and Terway, whose CRDs are not published: written after their Go types and documentation. */
const OWN_FOLDER = path.resolve(__dirname, "../../crds");

export interface CustomResourceDefinition extends KubernetesObject {
    readonly spec: {
        readonly group: string;
        readonly names: { readonly kind: string };
        readonly versions: readonly { readonly name: string; readonly served: boolean }[];
    };
    readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Texts of every CRD file: Istio's own and this project's. */
export function readDefinitionFiles(istioCrds: string, ownFolder = OWN_FOLDER): string[] {
    const own = readdirSync(ownFolder)
        .filter((file) => file.endsWith(".yaml"))
        .sort()
        .map((file) => path.join(ownFolder, file));
    return [istioCrds, ...own].map((file) => readFileSync(file, "utf8"));
}

export function parseDefinitions(text: string): CustomResourceDefinition[] {
    return parseAllDocuments(text).flatMap((document) => {
        if (document.errors[0] !== undefined) {
            throw document.errors[0];
        }
        const value = document.toJS() as CustomResourceDefinition | null;
        return value?.kind === "CustomResourceDefinition" ? [value] : [];
    });
}

/** Registers them and waits until every one is established and served. */
export async function registerDefinitions(
    client: ApiClient,
    definitions: readonly CustomResourceDefinition[],
    deadline: number,
): Promise<void> {
    await Promise.all(
        definitions.map((definition) =>
            client.apply(`${COLLECTION}/${definition.metadata.name}`, definition, {
                fieldManager: "asm-egress-control-plane",
                force: true,
            }),
        ),
    );
    await waitUntil(deadline, "the CRDs are not established", async () => {
        const { items } = await client.list(COLLECTION);
        const established = new Set(items.filter(isEstablished).map((item) => item.metadata.name));
        return definitions.map((definition) => definition.metadata.name).filter((name) => !established.has(name));
    });
    // Established says that requests are served; discovery, by which every client finds the paths, comes a moment later.
    const kinds = definitions.flatMap(servedKinds);
    await waitUntil(deadline, "discovery does not list the CRDs", async () => {
        const discovery = new Discovery(client);
        const found = await Promise.all(kinds.map(([apiVersion, kind]) => discovery.find(apiVersion, kind)));
        return kinds
            .filter((_, index) => found[index] === undefined)
            .map(([apiVersion, kind]) => `${apiVersion} ${kind}`);
    });
}

/** Names of the CRDs in the API server; without their schemas, which are a megabyte. */
export async function registeredNames(client: ApiClient): Promise<Set<string>> {
    const list = await client.json<{ items: { metadata: { name: string } }[] }>({
        method: "GET",
        path: COLLECTION,
        accept: METADATA_ONLY,
    });
    return new Set(list.items.map((item) => item.metadata.name));
}

function isEstablished(object: KubernetesObject): boolean {
    const { status } = object as CustomResourceDefinition;
    return status?.conditions?.some(({ type, status: value }) => type === "Established" && value === "True") === true;
}

function servedKinds(definition: CustomResourceDefinition): [apiVersion: string, kind: string][] {
    const { group, names, versions } = definition.spec;
    return versions.filter(({ served }) => served).map(({ name }) => [`${group}/${name}`, names.kind]);
}

async function waitUntil(deadline: number, failure: string, missing: () => Promise<string[]>): Promise<void> {
    for (;;) {
        const left = await missing();
        if (left.length === 0) {
            return;
        }
        if (Date.now() > deadline) {
            throw new Error(`${failure} in time: ${left.join(", ")}`);
        }
        await delay(100);
    }
}
