import { z } from "zod";
import { deferrableText, text } from "./primitives";

export const subnet = z.strictObject({ zoneId: text, cidrBlock: text, vswitchId: deferrableText.optional() });

export const gatewaySubnet = subnet.extend({ routeTableAttached: z.boolean().optional() });
