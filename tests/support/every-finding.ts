import {
    AuthorizerProtocol,
    DomainMatching,
    EniKind,
    FirewallBoundary,
    FirewallEdition,
    JwtAlgorithm,
    NetworkPlugin,
    NetworkPolicyEngine,
    OutboundPolicy,
    Placement,
    SecurityGroupKind,
    SurroundingsCheck,
    TlsMode,
    TransportProtocol,
} from "../../components/intent/args";
import { planPlacement } from "../../components/layers/gateway/plan";
import { asmEngineMesh } from "../../components/testing/asm-engine";
import { intentOf } from "../../components/testing/intent";
import { OF_EXTERNAL_SERVICES } from "./findings-of-external-services";
import {
    address,
    args,
    around,
    authorizer,
    base,
    fenced,
    firewall,
    gateway,
    givenFirewall,
    givenNodePool,
    givenPool,
    grant,
    hostNetwork,
    imported,
    internet,
    inZoneH,
    issuer,
    leadingTo,
    manyHosts,
    mesh,
    mine,
    natGateway,
    onNodes,
    opa,
    type Provocation,
    pool,
    service,
    sound,
    subnet,
} from "./provocation";

/** What makes the package say each finding: args, or what is around the perimeter. */
export const EVERY_FINDING: Readonly<Record<string, Provocation>> = {
    // Shape
    "missing-property": args({ namespaces: undefined }),
    "wrong-type": args({ namespaces: "billing" }),
    "not-in-the-set": args({ surroundings: "Look" }),
    "out-of-bounds": args({ namespaces: [] }),
    "unknown-property": args({ namespace: [] }),
    "output-in-plain-position": service({ hosts: [Promise.resolve("api.stripe.com")] as never }),
    duplicate: args({ namespaces: [{ name: "billing" }, { name: "shop" }, { name: "shop" }] }),
    "name-not-a-dns-label": service({ name: "Stripe" }),
    "name-not-a-dns-subdomain": mesh({ trustDomain: "prod_mesh" }),
    "key-malformed": givenPool({ taint: { key: "a b", value: "egress" } }),
    "value-malformed": givenPool({ taint: { key: "dedicated", value: "e gress" } }),

    // Ranges
    "cidr-malformed": subnet("10.0.64.0/33"),
    "cidr-host-bits": subnet("10.0.64.1/28"),
    "range-ipv6": subnet("2001:db8::/64"),
    "range-no-vswitch-size": subnet("10.0.64.0/30"),
    "range-not-for-a-vpc": subnet("100.64.0.0/24"),
    "range-not-private": subnet("11.0.0.0/28"),
    "range-internal": args({ cluster: { ...base.cluster, podCidrs: ["100.100.0.0/16"] } }),
    "range-too-wide": args({ cluster: { ...base.cluster, podCidrs: ["0.0.0.0/0"] } }),
    "ranges-overlap": subnet("10.0.15.0/28"),

    // Cluster and mesh
    "flannel-without-own-range": args({ cluster: { ...base.cluster, networkPlugin: NetworkPlugin.Flannel } }),
    "network-policy-not-enforced": args({
        cluster: { ...base.cluster, networkPolicyEngine: NetworkPolicyEngine.None },
    }),
    "network-policy-not-on-exclusive-eni": gateway({ eni: EniKind.Exclusive }),
    "network-policies-many": args({
        namespaces: [...base.namespaces, ...Array.from({ length: 100 }, (_, index) => ({ name: `team-${index}` }))],
    }),
    "mesh-version-not-a-version": mesh({ version: "latest" }),
    "mesh-version-too-old": mesh({ version: "1.11.5.30" }),
    "mesh-version-lacks-feature": service({ hosts: ["*.example.com"] }),

    // The engine AsmTrafficPolicy
    "engine-needs-registry-only": args({ mesh: asmEngineMesh({ outbound: undefined }) }),
    "engine-lacks-feature": args({
        mesh: asmEngineMesh(),
        externalServices: [{ ...sound, tls: { mode: TlsMode.Passthrough } }],
    }),
    "engine-unseen": args({ mesh: asmEngineMesh() }),
    "internal-headers-leave": args({ mesh: asmEngineMesh({ passInternalHeaders: undefined }) }),
    "internal-headers-always-removed": mesh({ passInternalHeaders: true }),
    "traffic-policy-too-large": manyHosts(FirewallEdition.Ultimate, 24, asmEngineMesh({ serverSideApply: false })),

    // Gateway
    "zone-malformed": gateway({ subnets: [{ zoneId: "hangzhou", cidrBlock: "10.0.64.0/28" }] }),
    "zone-twice": gateway({ subnets: ["10.0.64.0/28", "10.0.64.16/28"].map(inZoneH) }),
    "zones-of-several-regions": gateway({
        subnets: [inZoneH("10.0.64.0/28"), { zoneId: "cn-shanghai-b", cidrBlock: "10.0.64.16/28" }],
    }),
    "one-zone": gateway({ subnets: [inZoneH("10.0.64.0/28")] }),
    "one-replica": gateway({ replicas: 1 }),
    "subnets-too-small": gateway({ replicas: 4, subnets: [inZoneH("10.0.64.0/29")] }),
    "attached-without-vswitch": gateway({ subnets: [{ ...inZoneH("10.0.64.0/28"), routeTableAttached: true }] }),
    "attached-to-route-table-to-be-made": gateway({
        subnets: [{ ...inZoneH("10.0.64.0/28"), vswitchId: "vsw-1", routeTableAttached: true }],
    }),
    "vswitch-twice": gateway({ subnets: base.gateway.subnets.map((one) => ({ ...one, vswitchId: "vsw-1" })) }),
    "quantity-malformed": gateway({ resources: { cpuRequest: "half" } }),
    "eni-with-host-network": onNodes({ eni: EniKind.Trunk }),
    "host-network-keeps-metadata-open": onNodes({}),
    "pod-networking-with-host-network": () =>
        planPlacement("prod", intentOf({ gateway: { ...base.gateway, ...hostNetwork } })).findings,
    "security-group-rules-not-managed": gateway({ givenSecurityGroupId: "sg-1" }),
    "security-group-made-or-given": gateway({
        securityGroup: SecurityGroupKind.Enterprise,
        givenSecurityGroupId: "sg-1",
    }),
    "security-group-open-before-its-rules": gateway({ securityGroup: SecurityGroupKind.Normal }),

    // Node pool
    "node-pool-missing": gateway({ placement: Placement.HostNetwork }),
    "node-pool-made-or-given": onNodes({ givenNodePool }),
    "given-node-pool-outside-the-range": gateway({ placement: Placement.HostNetwork, givenNodePool }),
    "node-pool-id-malformed": givenPool({ id: "c0123:np0123" }),
    "fewer-nodes-than-replicas": givenPool({ nodeCount: 1 }),
    "node-pool-too-small": givenPool({ nodeCount: 2 }),
    "node-vswitches-with-host-network": pool(Placement.HostNetwork, { vswitchIds: ["vsw-1"] }),
    "node-vswitches-missing": pool(Placement.DedicatedEni, {}),
    "instance-type-malformed": pool(Placement.HostNetwork, { instanceTypes: ["g7.large"] }),
    "disk-category-malformed": pool(Placement.HostNetwork, { systemDiskCategory: "ssd" }),

    // Internet
    "nat-gateway-made-or-given": args({ internet: {} }),
    "addresses-unprotected": internet({ protectAddresses: false }),
    "given-addresses-are-not-changed": internet({ publicAddresses: 1, givenAddresses: [address] }),
    "address-is-a-range": internet({ givenAddresses: [{ ...address, address: "203.0.113.0/28" }] }),
    "given-nat-gateway-is-not-changed": args({ internet: { given: natGateway, bandwidthMbps: 10 } }),
    "system-route-table-is-not-for-the-gateway": args({
        internet: { given: natGateway, systemRouteTableId: natGateway.routeTableId },
    }),

    // Firewall
    "cluster-not-denied": firewall({ fenceCluster: false }),
    "way-out-opens-before-rules-settle": firewall({ settleSeconds: 10 }),
    "nat-firewall-made-or-given": args({ firewall: {} }),
    "given-nat-firewall-not-checked": args(givenFirewall),
    "given-nat-firewall-is-not-changed": args({
        ...givenFirewall,
        internet: { given: natGateway, systemRouteTableId: "vtb-2" },
    }),
    "given-nat-firewall-of-nat-gateway-to-be-made": args({ firewall: givenFirewall.firewall }),
    "nat-boundary-missing": firewall({ boundaries: [FirewallBoundary.Internet] }),
    "account-settings-not-managed": firewall({ boundaries: [FirewallBoundary.Nat, FirewallBoundary.Internet] }),
    "vpc-firewall-not-given": firewall({ boundaries: [FirewallBoundary.Nat, FirewallBoundary.Vpc] }),
    "vpc-boundary-not-in-edition": firewall({ boundaries: [FirewallBoundary.Nat, FirewallBoundary.Vpc] }),
    "firewall-quota-nearly-used": manyHosts(FirewallEdition.Premium, 17),
    "firewall-quota-exceeded": manyHosts(FirewallEdition.Premium, 24),

    // Namespaces and guard
    "namespace-reserved": args({ namespaces: [...base.namespaces, { name: "kube-system" }] }),
    "undeclared-hosts-pass-the-sidecar": fenced({ outbound: OutboundPolicy.AllowAny }),
    "namespace-without-network-policy": fenced({ networkPolicy: false }),
    "namespace-not-guarded": fenced({ guard: false }),
    "guard-off": args({ guard: { enabled: false } }),
    "image-prefix-malformed": args({ guard: { proxyImagePrefixes: ["registry.example.com"] } }),

    ...OF_EXTERNAL_SERVICES,

    // Tokens
    "unknown-jwt-issuer": service({ jwt: { issuers: ["idp"] } }),
    "jwt-issuer-wildcard": issuer({ issuer: "https://*.idp.internal" }),
    "jwt-keys-not-one": issuer({ jwks: undefined }),
    "jwks-not-a-key-set": issuer({ jwks: "{}" }),
    "jwks-not-public": issuer({ jwks: '{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}' }),
    "jwks-key-unknown": issuer({ jwks: '{"keys":[{"kty":"EC","crv":"secp256k1","x":"a","y":"b"}]}' }),
    "jwks-uri-not-https": issuer({ jwks: undefined, jwksUri: "http://idp.example.com/keys" }),
    "jwks-host-not-declared": issuer({ jwks: undefined, jwksUri: "https://idp.example.com/keys" }),
    "jwt-algorithm-without-key": issuer({ algorithms: [JwtAlgorithm.RS256] }),
    "jwt-header-taken": issuer({ header: "Authorization" }),
    "jwt-any-audience": issuer({ audiences: undefined }),
    "jwt-location-not-one": issuer({ queryParameter: "token", header: "x-egress-token" }),
    "jwt-token-in-url": issuer({ queryParameter: "token" }),
    "jwt-token-leaves": issuer({ forward: true }),

    // Authorization services
    "unknown-authorizer": service({ authorizer: "opa" }),
    "host-with-two-authorizers": args({
        authorizers: ["opa", "legacy"].map((name) => ({ ...opa, name })),
        mesh: { ...base.mesh, version: "1.30" },
        externalServices: ["opa", "legacy"].map((name) => ({ ...sound, name, authorizer: name })),
    }),
    "authorizer-not-in-mesh": authorizer({ service: "authz.example.com" }),
    "authorizer-http-only": authorizer({ protocol: AuthorizerProtocol.Grpc, pathPrefix: "/check" }),
    "authorizer-path-not-absolute": authorizer({ pathPrefix: "check" }),
    "authorizer-fails-open": authorizer({ failOpen: true }),

    // Infrastructure
    "grant-without-destination": grant({}),
    "grant-too-wide": grant({ addresses: ["0.0.0.0/0"] }),
    "matching-without-hosts": grant({ addresses: ["203.107.6.88"], domainMatching: DomainMatching.Fqdn }),
    "domain-matched-by-address": grant({ hosts: ["time.example.com"], domainMatching: DomainMatching.Dns }),
    "domain-needs-a-name-in-the-request": grant({ hosts: ["time.example.com"], protocol: TransportProtocol.Udp }),

    // Telemetry
    "access-log-off": args({ telemetry: { accessLog: false } }),
    "access-log-option-without-log": args({ telemetry: { accessLog: false, accessLogProvider: "envoy" } }),
    "traces-have-no-way": args({ telemetry: { tracing: { samplingPercentage: 1 } } }),
    "access-log-filtered": args({ telemetry: { accessLogFilter: "response.code >= 400" } }),
    "access-log-format-of-the-mesh": args({ telemetry: { accessLogProvider: "envoy" } }),

    // Surroundings
    "surroundings-not-looked-at": args({ surroundings: SurroundingsCheck.Skip }),
    "surroundings-not-seen": around({
        unseen: [{ call: "getSnatEntries", action: "vpc:DescribeSnatTableEntries", reason: "Forbidden.RAM" }],
    }),
    "other-nat-gateway": around({ natGateways: [mine, { ...mine, id: "ngw-2", name: "somebody-s" }] }),
    "system-route-table-unguarded": around({ natGateways: [mine], routeTables: [leadingTo("ngw-1")] }),
    "system-route-table-leads-elsewhere": around(
        { natGateways: [], routeTables: [leadingTo("ngw-2")] },
        { systemRouteTableId: "vtb-1" },
    ),
    "cluster-route-leads-out": around({
        natGateways: [mine],
        vswitches: [{ id: "vsw-nodes", cidrBlock: "10.0.0.0/20" }],
        routeTables: [leadingTo("i-1")],
    }),
    "snat-entry-covers-the-fence": around({
        natGateways: [{ ...mine, snatEntries: [{ id: "snat-1", vswitchId: "", cidrBlock: "10.0.0.0/8" }] }],
    }),
    "public-address-in-the-fence": around({
        publicAddresses: [{ holder: "i-1", privateIp: "10.0.0.5", publicIp: "203.0.113.9" }],
    }),

    // Import
    "import-of-unknown-resource": imported({ "prod-nat-gatewy": "ngw-1" }),
    "import-not-adoptable": imported({ "prod-firewall-nat-firewall": "proxy-nat1" }),
};
