import {
    type FencedNamespace,
    type Mesh,
    OutboundPolicy,
    PolicyEngine,
    PortProtocol,
    Route,
    type Tls,
    TlsMode,
    type Traffic,
} from "../args";
import { type IstioFeatureName, ON_ISTIO_ALONE } from "../engine-features";
import type { FindingCollector } from "../finding-collector";
import type { MeshIntent } from "../intent";
import { INTERNAL_HEADERS } from "../internal-headers";
import { requires } from "../mesh-features";
import type { ExternalServiceReading } from "../sections/external-services";

/** What the engine is asked to carry. */
interface Declared {
    readonly mesh: Mesh;
    readonly services: readonly ExternalServiceReading[];
    readonly namespaces: readonly FencedNamespace[];
}

/** A place where a feature is asked for, and by what. */
interface Use {
    readonly path: string;
    readonly got: unknown;
    readonly by: string;
}

type Uses = (declared: Declared) => readonly Use[];

/** What asks for each feature; internal headers are no request of a service, and have a rule of their own. */
const USES: Record<Exclude<IstioFeatureName, "internalHeaders">, Uses> = {
    clientCertificate: tlsMode(TlsMode.MutualOriginate),
    caBundle: tlsProperty("caBundle"),
    sni: tlsProperty("sni"),
    subjectAltNames: tlsProperty("subjectAltNames"),
    anyCertificate: tlsProperty("acceptAnyCertificate"),
    passthrough: tlsMode(TlsMode.Passthrough),
    appTls: tlsProperty("acceptAppTls"),
    http2: protocol(PortProtocol.Http2),
    grpc: protocol(PortProtocol.Grpc),
    tcp: protocol(PortProtocol.Tcp),
    severalPorts: ofServices(({ path, ports }) =>
        ports.length > 1 ? [{ path: `${path}.ports`, got: ports.map(({ value }) => value.number) }] : [],
    ),
    plaintextPort: ofServices(({ tls, ports }) =>
        tls.mode !== TlsMode.Plaintext
            ? []
            : ports
                  .filter(({ value }) => value.protocol !== PortProtocol.Tcp && value.workloadPort !== value.number)
                  .map(({ path, value }) => ({ path: `${path}.workloadPort`, got: value.workloadPort })),
    ),
    wildcardHosts: ofServices(({ hosts }) =>
        hosts.filter(({ value }) => value.isWildcard).map(({ path, value }) => ({ path, got: value.name })),
    ),
    sidecarRoute: ofServices(({ path, route }) =>
        route === Route.Sidecar ? [{ path: `${path}.route`, got: route }] : [],
    ),
    split: trafficProperty("split"),
    mirror: trafficProperty("mirror"),
    timeout: trafficProperty("timeoutSeconds"),
    retries: trafficProperty("retries"),
    fault: trafficProperty("fault"),
    requestHeaders: trafficProperty("requestHeaders"),
    responseHeaders: trafficProperty("responseHeaders"),
    connectionPool: trafficProperty("connectionPool"),
    outlierDetection: trafficProperty("outlierDetection"),
    failover: trafficProperty("failover"),
    locality: trafficProperty("locality"),
    allowAny: ({ namespaces }) =>
        namespaces.flatMap(({ name, outbound }, index) =>
            outbound === OutboundPolicy.AllowAny
                ? [{ path: `namespaces[${index}].outbound`, got: outbound, by: `the namespace ${name}` }]
                : [],
        ),
};

/** The engine carries what is declared, and stands on a mesh that is as it needs it. */
export function engineCarries({ engine, version }: MeshIntent, declared: Declared, findings: FindingCollector): void {
    if (engine === PolicyEngine.Istio) {
        nothingToAccept(declared.mesh, findings);
        return;
    }
    const lacking = requires("asmEgressTrafficPolicy", version, "mesh.engine", engine);
    if (lacking !== undefined) {
        findings.findings.push(lacking);
    }
    undeclaredIsRefused(declared.mesh, findings);
    internalHeadersAreAccepted(declared, findings);
    for (const [name, uses] of Object.entries(USES)) {
        const { what, because } = ON_ISTIO_ALONE[name as IstioFeatureName];
        for (const { path, got, by } of uses(declared)) {
            findings.error(
                "engine-lacks-feature",
                path,
                got,
                `nothing that an ASMEgressTrafficPolicy does not carry: ${by} asks for ${what}, and ${because}`,
                "leave it out; or leave `mesh.engine` out: Istio's own objects carry it",
            );
        }
    }
    findings.warning(
        "engine-unseen",
        "mesh.engine",
        engine,
        "Istio: what ASM's controller makes of the policy is not public, so nobody has seen here what it checks of a server's certificate, or in which order it changes a way",
        "leave it out; or try the way on the mesh itself, as docs/engines.md says",
    );
}

/** Istio's own objects always remove them, so there is nothing to accept. */
function nothingToAccept({ passInternalHeaders }: Mesh, findings: FindingCollector): void {
    if (passInternalHeaders) {
        findings.error(
            "internal-headers-always-removed",
            "mesh.passInternalHeaders",
            passInternalHeaders,
            "nothing: the engine Istio removes the internal headers from every request",
            "leave it out",
        );
    }
}

/** The mesh is given and not looked at; what its owner has set is written down, so that it is somebody's word. */
function undeclaredIsRefused({ outbound }: Mesh, findings: FindingCollector): void {
    if (outbound !== OutboundPolicy.RegistryOnly) {
        findings.error(
            "engine-needs-registry-only",
            "mesh.outbound",
            outbound,
            "RegistryOnly: in any other mesh, workloads that no rule of an ASMEgressTrafficPolicy names go where they like",
            "set `meshConfig.outboundTrafficPolicy` of the mesh to REGISTRY_ONLY, and write `outbound: RegistryOnly`",
        );
    }
}

function internalHeadersAreAccepted({ mesh, services }: Declared, findings: FindingCollector): void {
    const accepted = mesh.passInternalHeaders === true;
    const names = services.flatMap(({ name }) => name?.value ?? []).sort();
    if (names.length === 0) {
        return;
    }
    findings[accepted ? "warning" : "error"](
        "internal-headers-leave",
        "mesh.passInternalHeaders",
        mesh.passInternalHeaders,
        `${accepted ? "the engine Istio" : "`true`, as somebody's decision"}: an ASMEgressTrafficPolicy cannot remove headers, so ${names.join(", ")} may see ${INTERNAL_HEADERS.join(", ")}`,
        accepted
            ? "leave `mesh.engine` out: Istio's own objects remove them"
            : "leave `mesh.engine` out: Istio's own objects remove them; or write `passInternalHeaders: true`",
    );
}

function ofServices(uses: (service: ExternalServiceReading) => readonly Omit<Use, "by">[]): Uses {
    return ({ services }) =>
        services.flatMap((service) =>
            uses(service).map((use) => ({ ...use, by: `the external service ${service.written.name}` })),
        );
}

function tlsMode(mode: TlsMode): Uses {
    return ofServices(({ path, tls }) => (tls.mode === mode ? [{ path: `${path}.tls.mode`, got: mode }] : []));
}

function tlsProperty(key: keyof Tls): Uses {
    return ofServices(({ path, written }) => {
        const got = written.tls?.[key];
        return got === undefined || got === false ? [] : [{ path: `${path}.tls.${key}`, got }];
    });
}

function trafficProperty(key: keyof Traffic): Uses {
    return ofServices(({ path, written }) => {
        const got = written.traffic?.[key];
        return got === undefined ? [] : [{ path: `${path}.traffic.${key}`, got }];
    });
}

function protocol(spoken: PortProtocol): Uses {
    return ofServices(({ ports }) =>
        ports
            .filter(({ value }) => value.protocol === spoken)
            .map(({ path, value }) => ({ path: `${path}.protocol`, got: value.protocol })),
    );
}
