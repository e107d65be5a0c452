import type { CloudObject } from "./cloud-object";

/** Firewall objects bite only after a lag (about three minutes at the real service). */
interface FirewallObject extends CloudObject {
    /** ISO time from which the object, in its present form, decides about traffic. */
    effectiveAt: string;
}

export interface AddressBookRequest {
    groupName: string;
    groupType: string;
    description: string;
    addressLists?: string[];
    lang?: string;
}

export interface AddressBook extends FirewallObject, AddressBookRequest {
    addressLists: string[];
    /** The list that still decides until `effectiveAt`. */
    supersededAddressLists?: string[];
}

export interface NatRouteEntry {
    destinationCidr: string;
    nexthopId: string;
    nexthopType: string;
    routeTableId: string;
}

export interface NatFirewallRequest {
    natGatewayId: string;
    natRouteEntryLists: NatRouteEntry[];
    proxyName: string;
    regionNo: string;
    vpcId: string;
    firewallSwitch?: string;
    status?: string;
    strictMode?: number;
    vswitchAuto?: string;
    vswitchCidr?: string;
    vswitchId?: string;
    lang?: string;
}

export interface NatFirewall extends FirewallObject, NatFirewallRequest {
    proxyStatus: "normal" | "closed";
    strictMode: number;
    /** The vSwitch the firewall sits in, whoever made it. */
    firewallVswitchId: string;
}

/** The part of a policy that decides about traffic. */
export interface PolicyRule {
    aclAction: string;
    source: string;
    sourceType: string;
    destination: string;
    destinationType: string;
    proto: string;
    applicationNameLists: string[];
    destPort?: string;
    destPortGroup?: string;
    destPortType?: string;
    /** 0 FQDN, 1 DNS, 2 both; absent counts as 0. */
    domainResolveType?: number;
    ipVersion?: string;
    release?: string;
}

/** When a policy holds: stored as it came, and not looked at when a flow is decided. */
interface Recurrence {
    repeatType?: string;
    repeatDays?: number[];
    repeatStartTime?: string;
    repeatEndTime?: string;
    startTime?: number;
    endTime?: number;
}

/** A policy's place among the others of its boundary. */
export interface PlacedPolicy extends FirewallObject {
    description: string;
    /** 1 is looked at first. */
    order: number;
    /** The rule that still decides until `effectiveAt`. */
    superseded?: PolicyRule;
}

export interface NatFirewallPolicyRequest extends PolicyRule, Recurrence {
    natGatewayId: string;
    direction: string;
    description: string;
    newOrder?: string;
}

export interface NatFirewallPolicy extends PlacedPolicy, Omit<NatFirewallPolicyRequest, "newOrder"> {}

/** A rule as the internet and the VPC boundary write it: domain mode by name, one application or a list of them. */
export interface EncodedRule extends Omit<PolicyRule, "applicationNameLists" | "domainResolveType"> {
    applicationName?: string;
    /** Where both are given, the list counts. */
    applicationNameLists?: string[];
    /** `FQDN`, `DNS` or `FQDN_AND_DNS`; absent counts as `FQDN`. */
    domainResolveType?: string;
}

/** Of the internet boundary. */
export interface ControlPolicyRequest extends EncodedRule, Recurrence {
    direction: string;
    description: string;
    sourceIp?: string;
    lang?: string;
}

export interface ControlPolicy extends PlacedPolicy, ControlPolicyRequest {}

export interface VpcFirewallPolicyRequest extends EncodedRule, Recurrence {
    vpcFirewallId: string;
    description: string;
    order?: number;
    memberUid?: string;
    lang?: string;
}

export interface VpcFirewallPolicy extends PlacedPolicy, Omit<VpcFirewallPolicyRequest, "order"> {
    order: number;
}

/** Whether a boundary passes what it cannot read yet; a switch bites after the lag too. */
export interface EngineMode {
    strict: boolean;
    /** ISO time. */
    effectiveAt: string;
    /** What still holds until `effectiveAt`. */
    supersededStrict: boolean;
}

/** Always given: a CEN instance or Express Connect circuit between VPCs is nothing a perimeter makes. */
export interface VpcFirewall extends CloudObject {
    /** Absent: it stands before every VPC of the account. */
    vpcId?: string;
    engineMode: EngineMode;
}
