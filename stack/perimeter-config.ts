import * as pulumi from "@pulumi/pulumi";
import { checkPerimeter, type EgressPerimeterArgs } from "asm-egress";

const PERIMETER_KEY = "perimeter";
const KUBECONFIG_KEY = "meshKubeconfig";

/**
 * The args of the perimeter as the stack config has them: `asm-egress:perimeter`, the same shape as the component's args,
 * with the one secret in a key of its own. Every finding carries its path in the YAML file.
 */
export function readPerimeterConfig(stack: string): EgressPerimeterArgs {
    const config = new pulumi.Config("asm-egress");
    const written = config.getObject<unknown>(PERIMETER_KEY);
    if (written === undefined) {
        throw new pulumi.RunError(
            [
                `asm-egress:${PERIMETER_KEY} is missing in Pulumi.${stack}.yaml`,
                "  expected: the perimeter: cluster, mesh, gateway, internet, firewall, namespaces, externalServices",
                "  fix: start from Pulumi.dev.yaml",
            ].join("\n"),
        );
    }
    const args = withKubeconfig(written, config.getSecret(KUBECONFIG_KEY));
    checkPerimeter(stack, args, `asm-egress:${PERIMETER_KEY}`);
    if (config.get(KUBECONFIG_KEY) === undefined) {
        throw new pulumi.RunError(
            [
                `asm-egress:${KUBECONFIG_KEY} is missing in Pulumi.${stack}.yaml`,
                "  expected: the kubeconfig of the ASM control plane, encrypted",
                `  fix: pulumi config set --secret asm-egress:${KUBECONFIG_KEY} --stack ${stack} < asm-kubeconfig.yaml`,
            ].join("\n"),
        );
    }
    return args;
}

/** Absent until the key is set; a placeholder keeps the other findings from being hidden behind that one. */
function withKubeconfig(written: unknown, kubeconfig: pulumi.Output<string> | undefined): unknown {
    const mesh = (written as { mesh?: unknown } | null)?.mesh;
    if (typeof mesh !== "object" || mesh === null) {
        return written;
    }
    return { ...(written as object), mesh: { kubeconfig: kubeconfig ?? pulumi.secret(""), ...mesh } };
}
