import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type PerimeterPlan, planPerimeter } from "../../components/perimeter-plan";
import type { KubernetesObject } from "../../components/resources/planned";
import { withPlaceholders } from "../../components/testing/placeholders";
import { type PerimeterYaml, PROJECT_ROOT } from "./perimeter-world";

const FOLDER = join(PROJECT_ROOT, "examples");

/** Examples that are programs of their own, in which one perimeter is not all there is. */
export const PROGRAM_EXAMPLES = ["components-alone", "multi-gateway"];

/** Names of the stack configs of one perimeter: their folders. A new one is tested by being there. */
export const EXAMPLES = readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !PROGRAM_EXAMPLES.includes(entry.name))
    .map(({ name }) => name)
    .sort();

/** The stack config of an example, below the root of the project. */
export function configFileOf(example: string): string {
    return join("examples", example, `Pulumi.${example}.yaml`);
}

export function readmeOf(example: string): string {
    return readFileSync(join(FOLDER, example, "README.md"), "utf8");
}

/** The args of the perimeter in a stack config, as plain YAML data. */
export function perimeterIn(configFile: string): PerimeterYaml {
    return parse(readFileSync(join(PROJECT_ROOT, configFile), "utf8")).config["asm-egress:perimeter"];
}

export function planOf(example: string): PerimeterPlan {
    const perimeter = perimeterIn(configFileOf(example));
    return planPerimeter(example, { ...perimeter, mesh: { id: KNOWN_LATER, ...perimeter.mesh, kubeconfig: "secret" } });
}

/** Stands for what only the cloud knows, in planned objects. */
export const KNOWN_LATER = "known-later";

/** What the plan has for the two API servers. */
export function kubernetesObjects({ layers }: PerimeterPlan): KubernetesObject[] {
    return Object.values(layers)
        .flatMap(({ resources }) => resources)
        .filter(({ type }) => type.startsWith("kubernetes:"))
        .map(({ inputs }) => withPlaceholders(inputs, KNOWN_LATER) as KubernetesObject);
}
