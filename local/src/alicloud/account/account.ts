import type {
    AddressBook,
    CloudObject,
    Cluster,
    ControlPolicy,
    Eip,
    EipAssociation,
    EngineMode,
    ExtensionProvider,
    Instance,
    NatFirewall,
    NatFirewallPolicy,
    NatGateway,
    NetworkInterface,
    NodePool,
    RouteEntry,
    RouteTable,
    RouteTableAttachment,
    SecurityGroup,
    SecurityGroupRule,
    ServiceMesh,
    SnatEntry,
    Vpc,
    VpcFirewall,
    VpcFirewallPolicy,
    Vswitch,
} from "./objects";

export type Collection<T> = Record<string, T>;

export interface AccountSettings {
    /** What DNS answers by domain: policies in DNS mode let these addresses pass. */
    resolvedDomains: Record<string, string[]>;
    /** Seconds until a firewall change decides about traffic. The real service takes about three minutes. */
    ruleLagSeconds: number;
    /**
     * Expanded policies (sources × destinations × ports × applications) the edition allows at the NAT boundary.
     * Premium has 10,000 (https://www.alibabacloud.com/help/en/cloud-firewall/product-overview/subscription).
     */
    policyQuota: number;
    /** The same for the internet boundary: pay-as-you-go has 2,000, Premium as above. */
    internetPolicyQuota: number;
    /** The same for the VPC boundary: pay-as-you-go has 10,000; Premium has no VPC firewall. */
    vpcPolicyQuota: number;
    /**
     * Whether a route that an open NAT firewall has taken over reads as gone. What the real route list answers
     * meanwhile is not documented; the default assumes that it still names the NAT gateway.
     */
    redirectedRouteReadsAsGone: boolean;
    /** Kubeconfig, or a file of it, that every mesh of the account answers with: that of the API server that plays its own. */
    meshKubeconfig?: string;
    /** The same of every ACK cluster. */
    clusterKubeconfig?: string;
}

/**
 * Everything one simulated account holds: plain data, one JSON file. Operations change it in place and throw when the
 * service refuses; whoever calls them drops the account then, so a refused operation leaves nothing behind.
 */
export interface Account {
    region?: string;
    settings: AccountSettings;
    vpcs: Collection<Vpc>;
    vswitches: Collection<Vswitch>;
    routeTables: Collection<RouteTable>;
    routeTableAttachments: Collection<RouteTableAttachment>;
    routeEntries: Collection<RouteEntry>;
    natGateways: Collection<NatGateway>;
    snatEntries: Collection<SnatEntry>;
    eips: Collection<Eip>;
    eipAssociations: Collection<EipAssociation>;
    instances: Collection<Instance>;
    networkInterfaces: Collection<NetworkInterface>;
    securityGroups: Collection<SecurityGroup>;
    securityGroupRules: Collection<SecurityGroupRule>;
    addressBooks: Collection<AddressBook>;
    natFirewalls: Collection<NatFirewall>;
    natFirewallPolicies: Collection<NatFirewallPolicy>;
    controlPolicies: Collection<ControlPolicy>;
    /** `PolicyAdvancedConfig`: one switch for the whole account; absent: never touched, hence loose. */
    internetEngineMode?: EngineMode;
    vpcFirewalls: Collection<VpcFirewall>;
    vpcFirewallPolicies: Collection<VpcFirewallPolicy>;
    clusters: Collection<Cluster>;
    nodePools: Collection<NodePool>;
    meshes: Collection<ServiceMesh>;
    extensionProviders: Collection<ExtensionProvider>;
}

export function newAccount(settings: Partial<AccountSettings> = {}): Account {
    return {
        settings: {
            resolvedDomains: {},
            ruleLagSeconds: 0,
            policyQuota: 10_000,
            internetPolicyQuota: 10_000,
            vpcPolicyQuota: 10_000,
            redirectedRouteReadsAsGone: false,
            ...settings,
        },
        vpcs: {},
        vswitches: {},
        routeTables: {},
        routeTableAttachments: {},
        routeEntries: {},
        natGateways: {},
        snatEntries: {},
        eips: {},
        eipAssociations: {},
        instances: {},
        networkInterfaces: {},
        securityGroups: {},
        securityGroupRules: {},
        addressBooks: {},
        natFirewalls: {},
        natFirewallPolicies: {},
        controlPolicies: {},
        vpcFirewalls: {},
        vpcFirewallPolicies: {},
        clusters: {},
        nodePools: {},
        meshes: {},
        extensionProviders: {},
    };
}

/** What the service itself keeps of every object. */
export function cloudObject(id: string): Pick<CloudObject, "id" | "given" | "createTime"> {
    return { id, given: false, createTime: new Date().toISOString() };
}

/** The service's own fields of an object whose request is being replaced by a newer one. */
export function ownFields(object: CloudObject): CloudObject {
    return {
        id: object.id,
        given: object.given,
        createTime: object.createTime,
        ...(object.createdByUrn === undefined ? {} : { createdByUrn: object.createdByUrn }),
    };
}

/** When a firewall change made now starts to decide about traffic. */
export function effectiveAt(account: Account): string {
    return new Date(Date.now() + account.settings.ruleLagSeconds * 1000).toISOString();
}

export function all<T>(collection: Collection<T>): T[] {
    return Object.values(collection);
}
