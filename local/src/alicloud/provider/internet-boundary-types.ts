import {
    createControlPolicy,
    deleteControlPolicy,
    modifyControlPolicy,
    moveControlPolicy,
    switchInternetMode,
} from "../account/control-policy";
import type { ControlPolicyRequest } from "../account/objects";
import { encodedRuleDefaults, encodedRuleSchema } from "./policy-schema";
import { forceNew, number, oneOf, required, string } from "./property-schema";
import { idPart, liveValues, type ResourceType, resourceType } from "./resource-type";

/** Id of the one account there is; `PolicyAdvancedConfig` goes by it. */
const ACCOUNT_ID = "1000000000000001";

const policyOutputs = [
    ...Object.keys(encodedRuleSchema),
    ...[
        "aclUuid",
        "applicationName",
        "createTime",
        "destinationType",
        "direction",
        "ipVersion",
        "sourceIp",
        "sourceType",
    ],
];

const policy = resourceType<ControlPolicyRequest>({
    token: "alicloud:cloudfirewall/controlPolicy:ControlPolicy",
    terraformType: "alicloud_cloud_firewall_control_policy",
    actions: {
        create: "AddControlPolicy",
        read: "DescribeControlPolicy",
        update: "ModifyControlPolicy",
        delete: "DeleteControlPolicy",
    },
    schema: {
        ...encodedRuleSchema,
        // Older than the list, and with fewer names.
        applicationName: oneOf(
            ...["ANY", "HTTP", "HTTPS", "MQTT", "Memcache", "MongoDB", "MySQL", "RDP", "Redis", "SMTP", "SMTPS", "SSH"],
            ...["SSL", "VNC"],
        ),
        destinationType: required(oneOf("net", "group", "domain", "location")),
        direction: required(forceNew(oneOf("in", "out"))),
        ipVersion: forceNew(string),
        sourceIp: string,
        sourceType: required(oneOf("net", "group", "location")),
    },
    outputs: policyOutputs,
    create: (account, inputs) => {
        const made = createControlPolicy(account, inputs);
        return `${made.id}:${made.direction}`;
    },
    read: (account, id) => {
        const found = account.controlPolicies[idPart(id, 0)];
        return liveValues(found, policyOutputs, { ...encodedRuleDefaults(found), ipVersion: found?.ipVersion ?? "4" });
    },
    update: (account, id, inputs) => modifyControlPolicy(account, idPart(id, 0), inputs),
    delete: (account, id) => deleteControlPolicy(account, idPart(id, 0)),
});

const policyOrder = resourceType<{ aclUuid: string; direction: string; order: number }>({
    token: "alicloud:cloudfirewall/controlPolicyOrder:ControlPolicyOrder",
    terraformType: "alicloud_cloud_firewall_control_policy_order",
    actions: {
        create: "ModifyControlPolicyPriority",
        read: "DescribeControlPolicy",
        update: "ModifyControlPolicyPriority",
        delete: "ModifyControlPolicyPriority",
    },
    schema: {
        aclUuid: required(forceNew(string)),
        direction: required(forceNew(oneOf("in", "out"))),
        order: required(number),
    },
    outputs: ["aclUuid", "direction", "order"],
    create: (account, { aclUuid, direction, order }) => {
        moveControlPolicy(account, aclUuid, order);
        return `${aclUuid}:${direction}`;
    },
    read: (account, id) => {
        const found = account.controlPolicies[idPart(id, 0)];
        // The position of today: a move of any other policy shows here as drift.
        return found && { aclUuid: found.id, direction: found.direction, order: found.order };
    },
    update: (account, id, { order }) => moveControlPolicy(account, idPart(id, 0), order),
    // The API has no such thing as taking an order back: the policy stays where it is.
    delete: () => undefined,
});

const advancedConfig = resourceType<{ internetSwitch: "on" | "off" }>({
    token: "alicloud:cloudfirewall/policyAdvancedConfig:PolicyAdvancedConfig",
    terraformType: "alicloud_cloud_firewall_policy_advanced_config",
    actions: {
        create: "ModifyPolicyAdvancedConfig",
        read: "DescribePolicyAdvancedConfig",
        update: "ModifyPolicyAdvancedConfig",
        delete: "ModifyPolicyAdvancedConfig",
    },
    schema: { internetSwitch: required(oneOf("on", "off")) },
    outputs: ["internetSwitch"],
    create: (account, { internetSwitch }) => {
        switchInternetMode(account, internetSwitch === "on");
        return ACCOUNT_ID;
    },
    read: (account) => ({ internetSwitch: account.internetEngineMode?.strict === true ? "on" : "off" }),
    update: (account, _id, { internetSwitch }) => switchInternetMode(account, internetSwitch === "on"),
    // The provider calls nothing here: strict mode stays on.
    delete: () => undefined,
});

export const internetBoundaryTypes: ResourceType[] = [policy, policyOrder, advancedConfig];
