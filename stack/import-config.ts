import * as pulumi from "@pulumi/pulumi";
import { type EgressPerimeterArgs, importExisting } from "asm-egress";

/**
 * Cloud objects that exist and that the perimeter adopts instead of making them: `asm-egress:import`, IDs by the name of the
 * resource that is to have them. For one `pulumi up`; docs/adopting.md has the recipe.
 */
export function readImports(stack: string, args: EgressPerimeterArgs): pulumi.ResourceTransform[] {
    const ids = new pulumi.Config("asm-egress").getObject<Record<string, string>>("import");
    return ids === undefined ? [] : [importExisting(stack, args, ids, "asm-egress:import")];
}
