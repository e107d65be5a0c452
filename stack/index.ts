import * as pulumi from "@pulumi/pulumi";
import { EgressPerimeter } from "asm-egress";
import { readImports } from "./import-config";
import { readPerimeterConfig } from "./perimeter-config";
import { summarise } from "./summary";

const stack = pulumi.getStack();
const args = readPerimeterConfig(stack);
const perimeter = new EgressPerimeter(stack, args, { transforms: readImports(stack, args) });

/** The fixed range: what a firewall or a partner in the same network lets through. */
export const gatewayCidrs = perimeter.gatewayCidrs;
/** What partners on the internet put into their allowlists. */
export const publicAddresses = perimeter.publicAddresses;
/** IDs of the firewall policies by role. */
export const firewallPolicyIds = perimeter.firewallPolicyIds;
/** What the policies take of Cloud Firewall's quota at each boundary, in expanded combinations. */
export const firewallQuotaUsed = perimeter.firewallQuotaUsed;
/** Name of the IstioGateway. */
export const gatewayName = perimeter.gatewayName;
/** Ways out of the VPC that do not lead through the perimeter, one line each. */
export const waysAround = perimeter.waysAround;
/** What the perimeter lets out, one line an external service. */
export const summary = summarise(args);
