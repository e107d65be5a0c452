import { clusterTypes } from "./cluster-types";
import { firewallTypes } from "./firewall-types";
import { internetBoundaryTypes } from "./internet-boundary-types";
import { meshTypes } from "./mesh-types";
import { natTypes } from "./nat-types";
import type { ResourceType } from "./resource-type";
import { securityGroupTypes } from "./security-group-types";
import { vpcBoundaryTypes } from "./vpc-boundary-types";
import { vpcTypes } from "./vpc-types";

/** Every type the simulated cloud knows, by its Pulumi token. */
export const RESOURCE_TYPES: ReadonlyMap<string, ResourceType> = new Map(
    [
        ...vpcTypes,
        ...natTypes,
        ...securityGroupTypes,
        ...firewallTypes,
        ...internetBoundaryTypes,
        ...vpcBoundaryTypes,
        ...clusterTypes,
        ...meshTypes,
    ].map((type) => [type.token, type]),
);
