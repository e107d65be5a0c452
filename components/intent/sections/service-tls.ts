import { type ExternalService, Route, type Tls, TlsMode } from "../args";
import type { FindingCollector } from "../finding-collector";
import { Host } from "../host";
import type { TlsIntent } from "../intent";
import { dnsSubdomain } from "../kubernetes-name";
import { originates } from "../wire";

/** Who makes TLS and what it checks; whatever contradicts itself or weakens the check has a finding. */
export function readTls(path: string, service: ExternalService, findings: FindingCollector): TlsIntent {
    const at = `${path}.tls`;
    const tls = service.tls ?? {};
    const mode = tls.mode ?? TlsMode.Originate;
    weakeningsShow(at, tls, findings);
    if (originates(mode)) {
        checksAgree(at, tls, findings);
    } else {
        nothingToCheck(at, tls, mode, findings);
    }
    const credential = readCredential(at, service, mode, findings);
    const caBundle = readCaBundle(at, tls, service.route, findings);
    const sni = tls.sni === undefined ? undefined : findings.take(`${at}.sni`, tls.sni, Host.parse(tls.sni))?.name;
    const names = findings.takeEach(`${at}.subjectAltNames`, tls.subjectAltNames ?? [], Host.parse);
    return {
        mode,
        ...(credential && { credential }),
        ...(caBundle && { caBundle }),
        ...(sni && { sni }),
        ...(names.length > 0 && { subjectAltNames: [...new Set(names.map(({ value }) => value.name))].sort() }),
        acceptAppTls: tls.acceptAppTls ?? false,
        acceptAnyCertificate: tls.acceptAnyCertificate ?? false,
    };
}

function weakeningsShow(at: string, tls: Tls, findings: FindingCollector): void {
    if (tls.mode === TlsMode.Plaintext) {
        findings.warning(
            "plaintext-outside",
            `${at}.mode`,
            tls.mode,
            "TLS: without it anybody on the way reads and changes requests and answers",
            "leave it out as soon as the service speaks HTTPS",
        );
    }
    if (tls.mode === TlsMode.Passthrough || tls.acceptAppTls) {
        findings.warning(
            "requests-unread",
            tls.acceptAppTls ? `${at}.acceptAppTls` : `${at}.mode`,
            tls.acceptAppTls ?? tls.mode,
            "plain HTTP from the workload: inside its own TLS it may name another host of the same server, and no header is removed",
            "let the workload speak plain HTTP, and leave it out",
        );
    }
    if (tls.acceptAnyCertificate) {
        findings.warning(
            "certificate-unchecked",
            `${at}.acceptAnyCertificate`,
            true,
            "a certificate that is checked by name and CA: whoever sits on the way can answer instead of the server",
            "write the server's authority into `caBundle` and its name into `subjectAltNames`",
        );
    }
}

function checksAgree(at: string, tls: Tls, findings: FindingCollector): void {
    if (tls.acceptAnyCertificate && (tls.subjectAltNames !== undefined || tls.caBundle !== undefined)) {
        findings.error(
            "certificate-checked-and-unchecked",
            `${at}.acceptAnyCertificate`,
            true,
            "either a check, or none",
            "leave `acceptAnyCertificate` out, or `subjectAltNames` and `caBundle`",
        );
    }
    if (tls.caBundle !== undefined && tls.mode === TlsMode.MutualOriginate) {
        findings.error(
            "ca-bundle-beside-credential",
            `${at}.caBundle`,
            tls.caBundle,
            "nothing: the authorities stand in the Secret of `credential`, under `ca.crt`",
            "put them there, and leave `caBundle` out",
        );
    }
}

/** Settings of a TLS that nobody in the mesh makes. */
function nothingToCheck(at: string, tls: Tls, mode: TlsMode, findings: FindingCollector): void {
    const useless = (["caBundle", "sni", "subjectAltNames", "acceptAppTls", "acceptAnyCertificate"] as const).filter(
        (key) => tls[key] !== undefined && tls[key] !== false,
    );
    for (const key of useless) {
        findings.error(
            "tls-setting-without-origination",
            `${at}.${key}`,
            tls[key],
            `nothing: with ${mode} the mesh makes no TLS`,
            `leave it out, or use the mode ${TlsMode.Originate}`,
        );
    }
}

function readCredential(
    at: string,
    { tls, route, clients }: ExternalService,
    mode: TlsMode,
    findings: FindingCollector,
): string | undefined {
    const credential = tls?.credential;
    const mutual = mode === TlsMode.MutualOriginate;
    if (credential === undefined) {
        if (mutual && clients.every((client) => client.credential === undefined)) {
            findings.error(
                "credential-missing",
                `${at}.credential`,
                undefined,
                "the name of a Secret with the client certificate",
                "write it, or one at every client, or use the mode Originate",
            );
        }
        return undefined;
    }
    if (!mutual) {
        findings.error(
            "credential-without-mutual-mode",
            `${at}.credential`,
            credential,
            `the mode ${TlsMode.MutualOriginate} beside it; ${mode} shows no client certificate`,
            `write \`mode: ${TlsMode.MutualOriginate}\`, or leave \`credential\` out`,
        );
    }
    if (mutual && route === Route.Sidecar) {
        findings.error(
            "credential-outside-the-gateway",
            `${at}.credential`,
            credential,
            "the route Gateway: by the route Sidecar every workload would hold the key",
            "leave `route` out",
        );
    }
    return findings.take(`${at}.credential`, credential, dnsSubdomain(credential));
}

/** As a DestinationRule names it. */
function readCaBundle(
    at: string,
    { caBundle }: Tls,
    route: Route | undefined,
    findings: FindingCollector,
): string | undefined {
    if (caBundle === undefined) {
        return undefined;
    }
    const path = `${at}.caBundle`;
    const { secret, configMap } = caBundle;
    if ((secret === undefined) === (configMap === undefined)) {
        findings.error(
            "ca-bundle-not-one",
            path,
            caBundle,
            "exactly one of `secret` and `configMap`",
            "write the one that has `ca.crt`",
        );
        return undefined;
    }
    if (secret !== undefined) {
        if (route === Route.Sidecar) {
            findings.error(
                "ca-secret-outside-the-gateway",
                `${path}.secret`,
                secret,
                "`configMap`: sidecars read no Secret of another namespace",
                "put the authorities into a ConfigMap",
            );
        }
        return findings.take(`${path}.secret`, secret, dnsSubdomain(secret));
    }
    const name = findings.take(`${path}.configMap`, configMap, dnsSubdomain(configMap as string));
    return name && `configmap://istio-egress/${name}`;
}
