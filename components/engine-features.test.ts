import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
    type EgressPerimeterArgs,
    type ExternalService,
    OutboundPolicy,
    PortProtocol,
    Route,
    TlsMode,
} from "./intent/args";
import { type IstioFeatureName, ON_EVERY_ENGINE, ON_ISTIO_ALONE } from "./intent/engine-features";
import { isError } from "./intent/finding";
import { INTERNAL_HEADERS } from "./intent/internal-headers";
import { MESH_FEATURES } from "./intent/mesh-features";
import { planPerimeter } from "./perimeter-plan";
import { asmEngineMesh } from "./testing/asm-engine";
import { publicJwks } from "./testing/jwks";
import { perimeterArgs } from "./testing/perimeter-args";

const clients = [{ namespace: "billing", serviceAccount: "payments" }];

function service(change: Partial<ExternalService>): Partial<EgressPerimeterArgs> {
    return { externalServices: [{ name: "one", hosts: ["a.example.com"], clients, ...change }] };
}

function port(protocol: PortProtocol): Partial<EgressPerimeterArgs> {
    return service({ ports: [{ number: 5432, protocol }] });
}

const header = { set: [{ name: "x-team", value: "billing" }] };

/** Args that ask for the feature, and for no other one that needs Istio's own objects. */
const ASKED: Record<keyof typeof ON_EVERY_ENGINE | IstioFeatureName, Partial<EgressPerimeterArgs>> = {
    httpsUpgrade: service({}),
    otherPort: service({ ports: [{ number: 9443, workloadPort: 8080 }] }),
    plaintext: service({ tls: { mode: TlsMode.Plaintext } }),
    sharedHost: {
        externalServices: [
            { name: "one", hosts: ["a.example.com"], clients },
            { name: "two", hosts: ["a.example.com", "b.example.com"], clients: [{ namespace: "shop" }] },
        ],
    },
    serviceAccount: service({}),
    sourceCidrs: service({ clients: [{ namespace: "billing", sourceCidrs: ["10.0.129.0/24"] }] }),
    requests: service({ requests: [{ methods: ["GET"], paths: ["/v1/*"] }] }),
    jwt: {
        ...service({ jwt: { issuers: ["idp"] } }),
        jwtIssuers: [{ name: "idp", issuer: "https://idp.internal", jwks: publicJwks(), audiences: ["egress"] }],
    },
    authorizer: {
        ...service({ authorizer: "opa" }),
        authorizers: [{ name: "opa", service: "authz.security.svc.cluster.local", port: 9000 }],
    },
    accessLog: { ...service({}), telemetry: { accessLog: true } },
    internalHeaders: service({}),
    clientCertificate: service({ tls: { mode: TlsMode.MutualOriginate, credential: "c" } }),
    caBundle: service({ tls: { caBundle: { secret: "ca" } } }),
    sni: service({ tls: { sni: "edge.example.com" } }),
    subjectAltNames: service({ tls: { subjectAltNames: ["edge.example.com"] } }),
    anyCertificate: service({ tls: { acceptAnyCertificate: true } }),
    passthrough: service({ tls: { mode: TlsMode.Passthrough } }),
    appTls: service({ tls: { acceptAppTls: true } }),
    http2: port(PortProtocol.Http2),
    grpc: port(PortProtocol.Grpc),
    tcp: port(PortProtocol.Tcp),
    severalPorts: service({ ports: [{ number: 443 }, { number: 9000 }] }),
    plaintextPort: service({ tls: { mode: TlsMode.Plaintext }, ports: [{ number: 8080, workloadPort: 80 }] }),
    wildcardHosts: {
        ...service({ hosts: ["*.example.com"] }),
        mesh: { ...perimeterArgs().mesh, version: MESH_FEATURES.wildcardHosts.since },
    },
    sidecarRoute: service({ route: Route.Sidecar, addresses: ["172.20.0.0/24"] }),
    split: service({ traffic: { split: [{ host: "a.example.com", weight: 100 }] } }),
    mirror: service({ hosts: ["a.example.com", "b.example.com"], traffic: { mirror: { host: "b.example.com" } } }),
    timeout: service({ traffic: { timeoutSeconds: 3 } }),
    retries: service({ traffic: { retries: { attempts: 2 } } }),
    fault: service({ traffic: { fault: { delaySeconds: 1 } } }),
    requestHeaders: service({ traffic: { requestHeaders: header } }),
    responseHeaders: service({ traffic: { responseHeaders: header } }),
    connectionPool: service({ traffic: { connectionPool: { maxConnections: 3 } } }),
    outlierDetection: service({ traffic: { outlierDetection: { consecutiveGatewayErrors: 3 } } }),
    failover: {
        ...service({ traffic: { failover: ["b.example.com", "c.example.com"] } }),
        mesh: { ...perimeterArgs().mesh, version: "1.31" },
    },
    locality: service({
        traffic: {
            locality: [
                { host: "b.example.com", zoneId: "cn-hangzhou-h" },
                { host: "c.example.com", region: "cn-beijing" },
            ],
        },
    }),
    allowAny: {
        ...service({}),
        namespaces: [{ name: "billing", outbound: OutboundPolicy.AllowAny }, { name: "shop" }],
    },
};

/** Where the feature is asked for, in `ASKED`. */
const PLACES: Record<Exclude<IstioFeatureName, "internalHeaders">, string> = {
    clientCertificate: "externalServices[0].tls.mode",
    caBundle: "externalServices[0].tls.caBundle",
    sni: "externalServices[0].tls.sni",
    subjectAltNames: "externalServices[0].tls.subjectAltNames",
    anyCertificate: "externalServices[0].tls.acceptAnyCertificate",
    passthrough: "externalServices[0].tls.mode",
    appTls: "externalServices[0].tls.acceptAppTls",
    http2: "externalServices[0].ports[0].protocol",
    grpc: "externalServices[0].ports[0].protocol",
    tcp: "externalServices[0].ports[0].protocol",
    severalPorts: "externalServices[0].ports",
    plaintextPort: "externalServices[0].ports[0].workloadPort",
    wildcardHosts: "externalServices[0].hosts[0]",
    sidecarRoute: "externalServices[0].route",
    split: "externalServices[0].traffic.split",
    mirror: "externalServices[0].traffic.mirror",
    timeout: "externalServices[0].traffic.timeoutSeconds",
    retries: "externalServices[0].traffic.retries",
    fault: "externalServices[0].traffic.fault",
    requestHeaders: "externalServices[0].traffic.requestHeaders",
    responseHeaders: "externalServices[0].traffic.responseHeaders",
    connectionPool: "externalServices[0].traffic.connectionPool",
    outlierDetection: "externalServices[0].traffic.outlierDetection",
    failover: "externalServices[0].traffic.failover",
    locality: "externalServices[0].traffic.locality",
    allowAny: "namespaces[0].outbound",
};

/** The same on the other engine, and on a mesh of the same version. */
function onAsm(feature: keyof typeof ASKED): Partial<EgressPerimeterArgs> {
    const { version } = ASKED[feature].mesh ?? {};
    return { ...ASKED[feature], mesh: asmEngineMesh({ version }) };
}

function errorsOf(change: Partial<EgressPerimeterArgs>) {
    return planPerimeter("prod", perimeterArgs(change)).findings.filter(isError);
}

function rolesOf(change: Partial<EgressPerimeterArgs>): string[] {
    const { layers } = planPerimeter("prod", perimeterArgs(change));
    return (layers.routes?.resources ?? []).map(({ role }) => role);
}

const everyFeature = Object.keys(ASKED) as (keyof typeof ASKED)[];
const onEveryEngine = Object.keys(ON_EVERY_ENGINE) as (keyof typeof ON_EVERY_ENGINE)[];
const onIstioAlone = Object.keys(PLACES) as (keyof typeof PLACES)[];

describe("the engine Istio", () => {
    it.each(everyFeature)("carries %s", (feature) => {
        expect(errorsOf(ASKED[feature])).toEqual([]);
        expect(rolesOf(ASKED[feature])).not.toContain("traffic-policy");
    });

    it("always removes internal headers, so that they cannot be accepted", () => {
        const mesh = { ...perimeterArgs().mesh, passInternalHeaders: true };
        expect(errorsOf({ mesh }).map(({ code }) => code)).toEqual(["internal-headers-always-removed"]);
    });
});

describe("the engine AsmTrafficPolicy", () => {
    it.each(onEveryEngine)("carries %s", (feature) => {
        const change = onAsm(feature);
        expect(errorsOf(change)).toEqual([]);
        expect(rolesOf(change)).toEqual(["namespace", "traffic-policy"]);
    });

    it.each(onIstioAlone)("does not carry %s, and says where it is asked for, by whom and what to do", (feature) => {
        const { what, because } = ON_ISTIO_ALONE[feature];
        const errors = errorsOf(onAsm(feature));
        expect(errors.map(({ code, path }) => `${code} ${path}`)).toEqual([`engine-lacks-feature ${PLACES[feature]}`]);
        const [finding] = errors;
        expect(finding?.expected).toContain(feature === "allowAny" ? "namespace billing" : "external service one");
        expect(finding?.expected).toContain(what);
        expect(finding?.expected).toContain(because);
        expect(finding?.fix).toContain("mesh.engine");
    });

    it("lets internal headers leave only where that is accepted, and then names them and who sees them", () => {
        const refused = errorsOf({ ...ASKED.internalHeaders, mesh: asmEngineMesh({ passInternalHeaders: false }) });
        expect(refused.map(({ code, path }) => `${code} ${path}`)).toEqual([
            "internal-headers-leave mesh.passInternalHeaders",
        ]);
        const { findings } = planPerimeter("prod", perimeterArgs({ mesh: asmEngineMesh() }));
        const warning = findings.find(({ code }) => code === "internal-headers-leave");
        expect(warning?.severity).toBe("warning");
        expect(warning?.expected).toContain("maps, stripe");
        for (const header of INTERNAL_HEADERS) {
            expect(warning?.expected).toContain(header);
        }
    });

    it("has no headers to speak of where nothing may be called", () => {
        const { findings } = planPerimeter(
            "prod",
            perimeterArgs({ mesh: asmEngineMesh({ passInternalHeaders: undefined }), externalServices: [] }),
        );
        expect(findings.map(({ code }) => code)).toEqual(["engine-unseen"]);
    });

    it.each([undefined, OutboundPolicy.AllowAny])("is refused on a mesh that is not said to refuse: %s", (outbound) => {
        const errors = errorsOf({ mesh: asmEngineMesh({ outbound }) });
        expect(errors.map(({ code, path }) => `${code} ${path}`)).toEqual(["engine-needs-registry-only mesh.outbound"]);
    });

    it("is refused on a mesh that is too old for it", () => {
        const errors = errorsOf({ mesh: asmEngineMesh({ version: "1.16.3" }) });
        expect(errors.map(({ code, path }) => `${code} ${path}`)).toEqual(["mesh-version-lacks-feature mesh.engine"]);
        expect(errorsOf({ mesh: asmEngineMesh({ version: "1.16.4" }) }).map(({ path }) => path)).not.toContain(
            "mesh.engine",
        );
    });

    it("has every finding at once", () => {
        const errors = errorsOf({
            ...service({ tls: { sni: "edge.example.com" }, traffic: { timeoutSeconds: 3 } }),
            mesh: asmEngineMesh({ outbound: undefined, passInternalHeaders: false }),
        });
        expect(errors.map(({ code }) => code).sort()).toEqual([
            "engine-lacks-feature",
            "engine-lacks-feature",
            "engine-needs-registry-only",
            "internal-headers-leave",
        ]);
    });
});

describe("the guide to the engines", () => {
    const guide = readFileSync(new URL("../docs/engines.md", import.meta.url), "utf8");

    it("has the table that the code goes by", () => {
        const rows = [
            ...Object.values(ON_EVERY_ENGINE).map(({ what, asked }) => [what, asked, "yes", "yes", ""]),
            ...Object.values(ON_ISTIO_ALONE).map(({ what, asked, because }) => [what, asked, "yes", "no", because]),
        ];
        const cells = [["What", "Asked for by", "`Istio`", "`AsmTrafficPolicy`", "Why not"], ...rows];
        const written = guide
            .split("\n")
            .filter((line) => line.startsWith("|") && !/^[|\s-]+$/.test(line))
            .map((line) =>
                line
                    .split("|")
                    .slice(1, -1)
                    .map((cell) => cell.trim()),
            );
        expect(written).toEqual(cells);
    });

    it("has a config that is sound as it stands, but for the warnings that it explains", () => {
        const [, text] = /^```yaml\n(.*?)^```$/ms.exec(guide) ?? [];
        const mesh = { ...perimeterArgs().mesh, ...parse(String(text)).mesh };
        const { findings } = planPerimeter("prod", perimeterArgs({ mesh }));
        expect(findings.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
            "warning internal-headers-leave",
            "warning engine-unseen",
        ]);
    });
});
