import { clusterFunctions } from "./cluster-functions";
import { ecsFunctions } from "./ecs-functions";
import type { FunctionType } from "./function-type";
import { vpcFunctions } from "./vpc-functions";

/** Every look-up function the simulated cloud knows, by its Pulumi token. */
export const FUNCTION_TYPES: ReadonlyMap<string, FunctionType> = new Map(
    [...vpcFunctions, ...ecsFunctions, ...clusterFunctions].map((type) => [type.token, type]),
);
