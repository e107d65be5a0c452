import { isObject } from "../plugin-host/values";
import type { Cluster, ObjectLocation } from "./cluster";
import type { KubernetesObject } from "./object";
import { pollWhile } from "./poll";
import { type Expectation, parseExpectation, parseWaitFor, WAIT_FOR } from "./wait-for";

/** As long as the official plugin waits. */
const DEFAULT_TIMEOUT_SECONDS = 600;

export interface Readiness {
    /** The object as it was last seen. */
    readonly object: KubernetesObject;
    /** Why it does not count as ready; empty: it does. */
    readonly reasons: string[];
}

/** Waits until the object is what its annotations ask for; for a CustomResourceDefinition also until its kinds are served. */
export async function awaitReady(
    cluster: Cluster,
    location: ObjectLocation,
    applied: KubernetesObject,
    timeoutSeconds: number,
): Promise<Readiness> {
    const expectations = expectationsOf(applied);
    if (expectations.length === 0) return { object: applied, reasons: [] };

    const seconds = timeoutSeconds > 0 ? timeoutSeconds : DEFAULT_TIMEOUT_SECONDS;
    const patience = { timeoutSeconds: seconds, signal: cluster.interrupted };
    let object = applied;
    let firstLook = true;
    const missing = await pollWhile(async () => {
        const live = firstLook ? applied : await cluster.client.find(location.path);
        firstLook = false;
        if (live === undefined) return ["it was deleted while it was waited for"];
        object = live;
        const unmet = expectations.flatMap((expectation) => unmetReason(expectation, live));
        return unmet.length === 0 ? await kindsNotServed(cluster, live) : unmet;
    }, patience);
    const after = cluster.interrupted.aborted ? "interrupted" : `after ${seconds} s`;
    return { object, reasons: (missing ?? []).map((reason) => `${location.label} ${after}: ${reason}`) };
}

function expectationsOf(object: KubernetesObject): Expectation[] {
    const annotation = object.metadata.annotations?.[WAIT_FOR];
    const asked = annotation === undefined ? [] : parseWaitFor(annotation);
    return isDefinition(object) ? [parseExpectation("condition=Established"), ...asked] : asked;
}

function unmetReason(expectation: Expectation, object: KubernetesObject): string[] {
    const reason = expectation.unmet(object);
    return reason === undefined ? [] : [`waiting for ${expectation.text}: ${reason}`];
}

/** "Established" comes a moment before discovery lists the kind, and the next resource may be of that kind. */
async function kindsNotServed(cluster: Cluster, object: KubernetesObject): Promise<string[] | undefined> {
    if (!isDefinition(object) || !isObject(object.spec)) return undefined;
    const { group, names, versions } = object.spec;
    if (!isObject(names) || !Array.isArray(versions)) return undefined;
    for (const version of versions.filter((each) => isObject(each) && each.served === true)) {
        const apiVersion = `${group}/${version.name}`;
        if ((await cluster.discovery.find(apiVersion, String(names.kind))) === undefined) {
            return [`waiting for ${apiVersion} ${names.kind} to be served`];
        }
    }
    return undefined;
}

function isDefinition({ apiVersion, kind }: KubernetesObject): boolean {
    return kind === "CustomResourceDefinition" && apiVersion.startsWith("apiextensions.k8s.io/");
}
