import * as auto from "@pulumi/pulumi/automation";
import { readStackConfig } from "../engine/config-file";
import { engineEnvironment } from "../engine/environment";
import { PROJECT_NAME } from "../engine/layout";
import { realSurroundings } from "../engine/real-surroundings";
import { writeWorkFolder } from "../engine/work-folder";
import type { World } from "../engine/world";
import { silentProgress } from "../tools/progress";

/** What `pulumi stack export` gives, as far as it is read here. */
export interface Deployment {
    readonly resources: readonly DeployedResource[];
    readonly [field: string]: unknown;
}

export interface DeployedResource {
    readonly urn: string;
    readonly type: string;
    readonly custom: boolean;
    readonly parent?: string;
    readonly provider?: string;
    readonly dependencies?: readonly string[];
    readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
    readonly [field: string]: unknown;
}

const VERSION = 3;

/** The stack's state by the engine's own export. Secrets are in it in plain text. */
export async function exportDeployment(world: World, configFile: string): Promise<Deployment> {
    const { deployment } = await (await openStack(world, configFile)).exportStack();
    return deployment;
}

/** Its secrets, in plain text until here, are encrypted with the stack's own key. */
export async function importDeployment(world: World, configFile: string, deployment: Deployment): Promise<void> {
    const stack = await openStack(world, configFile);
    const { encryptionSalt } = await stack.workspace.stackSettings(world.stackName);
    const secretsProvider = { type: "passphrase", state: { salt: encryptionSalt } };
    await stack.importStack({ version: VERSION, deployment: { ...deployment, secrets_providers: secretsProvider } });
}

async function openStack({ layout, stackName }: World, configFile: string): Promise<auto.Stack> {
    const { pulumiRoot } = await realSurroundings.prepareTools(silentProgress);
    // No provider is started by either; an operation writes its own plugins in.
    writeWorkFolder(layout, readStackConfig(configFile), []);
    return await auto.LocalWorkspace.createOrSelectStack(
        { stackName, projectName: PROJECT_NAME, program: async () => ({}) },
        {
            pulumiCommand: await auto.PulumiCommand.get({ root: pulumiRoot }),
            workDir: layout.work,
            envVars: engineEnvironment(layout, {}),
        },
    );
}
