import type { EncodedRule, PolicyRule } from "./objects";

/** By the number the NAT boundary gives them. */
const DOMAIN_MODES = ["FQDN", "DNS", "FQDN_AND_DNS"];

/**
 * The boundaries say one thing in two ways: the NAT boundary numbers the domain modes and lists the applications, the
 * other two name the modes and take one application as well. A list beats the one (doc comments of `ControlPolicyArgs`
 * and `FirewallVpcFirewallControlPolicyArgs` in @pulumi/alicloud 3.108.0).
 */
export function decodeRule(encoded: EncodedRule): PolicyRule {
    const { applicationName, applicationNameLists = [], domainResolveType, ...rest } = encoded;
    const single = applicationName === undefined ? [] : [applicationName];
    return ruleOf({
        ...rest,
        applicationNameLists: applicationNameLists.length > 0 ? applicationNameLists : single,
        ...(domainResolveType === undefined ? {} : { domainResolveType: DOMAIN_MODES.indexOf(domainResolveType) }),
    });
}

/** The rule of a policy without everything else the policy is. */
export function ruleOf(policy: PolicyRule): PolicyRule {
    const { aclAction, source, sourceType, destination, destinationType, proto, applicationNameLists } = policy;
    const { destPort, destPortGroup, destPortType, domainResolveType, ipVersion, release } = policy;
    return {
        ...{ aclAction, source, sourceType, destination, destinationType, proto, applicationNameLists },
        ...(destPort === undefined ? {} : { destPort }),
        ...(destPortGroup === undefined ? {} : { destPortGroup }),
        ...(destPortType === undefined ? {} : { destPortType }),
        ...(domainResolveType === undefined ? {} : { domainResolveType }),
        ...(ipVersion === undefined ? {} : { ipVersion }),
        ...(release === undefined ? {} : { release }),
    };
}
