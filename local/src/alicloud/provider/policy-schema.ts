import type { Properties } from "../../plugin-host/provider";
import type { EncodedRule, PlacedPolicy } from "../account/objects";
import { list, number, oneOf, required, type Schema, string } from "./property-schema";

/** What the policies of the internet and the VPC boundary have in common. */
export const encodedRuleSchema: Schema = {
    aclAction: required(oneOf("accept", "drop", "log")),
    applicationNameLists: list(string),
    description: required(string),
    destination: required(string),
    destPort: string,
    destPortGroup: string,
    destPortType: oneOf("port", "group"),
    // The NAT boundary takes a number here.
    domainResolveType: oneOf("FQDN", "DNS", "FQDN_AND_DNS"),
    proto: required(oneOf("ANY", "TCP", "UDP", "ICMP")),
    release: oneOf("true", "false"),
    repeatType: oneOf("Permanent", "None", "Daily", "Weekly", "Monthly"),
    repeatDays: list(number),
    repeatStartTime: string,
    repeatEndTime: string,
    source: required(string),
    startTime: number,
    endTime: number,
    lang: oneOf("zh", "en"),
};

/** What the service fills in where the request says nothing. */
export function encodedRuleDefaults(
    found: (PlacedPolicy & EncodedRule & { repeatType?: string }) | undefined,
): Properties {
    return {
        aclUuid: found?.id,
        destPortType: found?.destPortType ?? "port",
        release: found?.release ?? "true",
        repeatType: found?.repeatType ?? "Permanent",
    };
}
