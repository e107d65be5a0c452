import type {
    CheckFailure,
    CheckRequest,
    CheckResult,
    Created,
    CreateRequest,
    DeleteRequest,
    DiffRequest,
    DiffResult,
    LocalProvider,
    Properties,
    ReadRequest,
    ReadResult,
    UpdateRequest,
} from "../plugin-host/provider";
import { isObject } from "../plugin-host/values";
import { createObject, updateObject } from "./apply";
import { Cluster, locationOf, type ObjectLocation } from "./cluster";
import { checkConfiguration, readConfiguration } from "./configuration";
import { inputsAfterRefresh, inputsOfLive } from "./drift";
import { checkInputs, refusal } from "./inputs";
import { formatName, parseName } from "./object";
import { outputsOf } from "./outputs";
import { fieldManagerIn } from "./ownership";
import { previewCreate, previewUpdate } from "./preview";
import { deleteObject } from "./removal";
import { diffObject } from "./replacement";

/** Manages objects of any kind by server-side apply. Stands in for the official plugin, against a real API server. */
export class KubernetesProvider implements LocalProvider {
    readonly name = "kubernetes";
    readonly version = "4.34.2";
    readonly #interrupt = new AbortController();
    /** Uids of objects that a create of this process took over. */
    readonly #adopted = new Set<string>();
    #cluster: Cluster | undefined;

    async checkConfig(config: Properties): Promise<CheckFailure[]> {
        return checkConfiguration(config);
    }

    async configure(config: Properties): Promise<void> {
        this.#cluster = new Cluster(readConfiguration(config), this.#interrupt.signal);
    }

    async check(request: CheckRequest): Promise<CheckResult> {
        const reason = refusal(request.type, request.newInputs.kind);
        if (reason !== undefined) throw new Error(reason);
        const cluster = this.#configured();
        const kind = await cluster.kindOf(request.newInputs);
        return checkInputs(request, kind, cluster.settings.defaultNamespace);
    }

    async diff(request: DiffRequest): Promise<DiffResult> {
        return diffObject(request);
    }

    async create(request: CreateRequest): Promise<Created> {
        const cluster = this.#configured();
        if (request.preview) return { id: "", outputs: await previewCreate(cluster, request) };
        const { adopted, ...created } = await createObject(cluster, request);
        const uid = uidOf(created.outputs);
        if (adopted && uid !== undefined) this.#adopted.add(uid);
        return created;
    }

    async read(request: ReadRequest): Promise<ReadResult | undefined> {
        const cluster = this.#configured();
        const location = await locateExisting(cluster, request);
        const live = location && (await cluster.client.find(location.path));
        if (location === undefined || live === undefined || live.metadata.deletionTimestamp !== undefined)
            return undefined;

        const outputs = outputsOf(live, fieldManagerIn(request.outputs, request.urn));
        const isImport = Object.keys(request.inputs).length === 0;
        const inputs = isImport ? inputsOfLive(live) : inputsAfterRefresh(request.inputs, request.outputs, live);
        return { id: formatName(location), inputs, outputs };
    }

    async update(request: UpdateRequest): Promise<Properties> {
        const cluster = this.#configured();
        return request.preview ? previewUpdate(cluster, request) : updateObject(cluster, request);
    }

    async delete(request: DeleteRequest): Promise<void> {
        // The engine replaces by create, then delete, when the user and not this plugin asks for a replacement. The create then took
        // over the very object that this delete means.
        if (this.#adopted.has(uidOf(request.outputs) ?? "")) return;
        const cluster = this.#configured();
        const location = await locateExisting(cluster, request);
        // A kind that is no longer served took its objects with it.
        if (location !== undefined) await deleteObject(cluster, location, request);
    }

    cancel(): void {
        this.#interrupt.abort();
    }

    #configured(): Cluster {
        if (this.#cluster === undefined) throw new Error("the kubernetes plugin has not been configured");
        return this.#cluster;
    }
}

async function locateExisting(
    cluster: Cluster,
    { id, type, inputs, outputs }: Pick<ReadRequest, "id" | "type" | "inputs" | "outputs">,
): Promise<ObjectLocation | undefined> {
    const [, module = "", className = ""] = type.split(":");
    const kind = await cluster.kindOf({
        apiVersion: outputs.apiVersion ?? inputs.apiVersion ?? module.replace(/^core\//, ""),
        kind: outputs.kind ?? inputs.kind ?? className,
    });
    if (kind === undefined) return undefined;
    const { name, namespace } = parseName(id);
    const scope = kind.namespaced ? (namespace ?? cluster.settings.defaultNamespace) : undefined;
    return locationOf(kind, { name, namespace: scope });
}

function uidOf(outputs: Properties): string | undefined {
    const metadata = isObject(outputs.metadata) ? outputs.metadata : {};
    return typeof metadata.uid === "string" ? metadata.uid : undefined;
}
