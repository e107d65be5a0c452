import { setTimeout as delay } from "node:timers/promises";
import type { ApiClient } from "../../kubernetes/api-client";

/** What a Pod's volumes would hold: who it is, and by which authority it knows istiod. */
export interface ProxyIdentity {
    readonly token: string;
    readonly rootCertificate: string;
}

interface TokenRequest {
    readonly status: { readonly token: string };
}

const PAUSE_MILLISECONDS = 50;
const WAIT_MILLISECONDS = 30_000;

/** Both are the real ones: a token that the API server signs, and the ConfigMap that istiod puts into every namespace. */
export async function proxyIdentity(
    client: ApiClient,
    namespace: string,
    serviceAccount: string,
): Promise<ProxyIdentity> {
    const { status } = await client.json<TokenRequest & { apiVersion: string; kind: string }>({
        method: "POST",
        path: `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccount}/token`,
        body: {
            apiVersion: "authentication.k8s.io/v1",
            kind: "TokenRequest",
            spec: { audiences: ["istio-ca"], expirationSeconds: 43_200 },
        },
    });
    return { token: status.token, rootCertificate: await rootCertificate(client, namespace) };
}

async function rootCertificate(client: ApiClient, namespace: string): Promise<string> {
    const deadline = Date.now() + WAIT_MILLISECONDS;
    for (;;) {
        const map = await client.find(`/api/v1/namespaces/${namespace}/configmaps/istio-ca-root-cert`);
        const pem = (map?.data as Record<string, string> | undefined)?.["root-cert.pem"];
        if (pem !== undefined) {
            return pem;
        }
        if (Date.now() > deadline) {
            throw new Error(`istiod has not put istio-ca-root-cert into ${namespace}; is it running?`);
        }
        await delay(PAUSE_MILLISECONDS);
    }
}
