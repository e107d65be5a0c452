import * as fs from "node:fs";
import * as path from "node:path";
import { stringify } from "yaml";
import type { Account } from "../../alicloud/account/account";
import { changeAccount, readAccount } from "../../alicloud/account-file";
import { UserError } from "../../engine/user-error";
import { openWorld, type World } from "../../engine/world";
import { ApiClient } from "../../kubernetes/api-client";
import { readKubeconfig } from "../../kubernetes/kubeconfig";
import type { Progress } from "../../tools/progress";
import type { Scenario } from "../scenario/scenario";
import type { LabCluster } from "./cluster";

export interface StackOptions {
    readonly projectRoot: string;
    /** Folder of the lab's stacks. */
    readonly home: string;
    readonly cluster: LabCluster;
    readonly progress: Progress;
}

/** The stack of one scenario: state and simulated account of its own, in the API server of the lab. */
export class LabStack {
    readonly client: ApiClient;
    private kept: Account | undefined;

    private constructor(private readonly world: World) {
        this.client = new ApiClient(readKubeconfig(world.layout.kubeconfig.admin));
    }

    /** Both begin with nothing of an earlier run in them. */
    static async start(scenario: Scenario, perimeter: object, options: StackOptions): Promise<LabStack> {
        const { projectRoot, home, cluster, progress } = options;
        const configFile = path.join(home, `Pulumi.${scenario.id}.yaml`);
        fs.mkdirSync(home, { recursive: true });
        const config = { "alicloud:region": scenario.region, "asm-egress:perimeter": perimeter };
        fs.writeFileSync(configFile, stringify({ config }));
        const world = openWorld({ projectRoot, configFile, home, progress, controlPlane: cluster.folder });
        await world.reset();
        await cluster.clear();
        await world.start();
        return new LabStack(world);
    }

    /** Brings everything to where the scenario's perimeter wants it, whatever has happened to it since. */
    async up(signal: AbortSignal, { refresh = false } = {}): Promise<void> {
        const result = await this.world.up({ refresh, cancel: signal, kill: signal });
        signal.throwIfAborted();
        if (!result.ok) {
            throw new UserError(`the stack did not come up: ${result.errors.join("; ")}`, "Correct the perimeter.");
        }
    }

    get kubeconfig(): string {
        return this.world.layout.kubeconfig.admin;
    }

    account(): Account {
        return readAccount(this.world.layout.cloudFile);
    }

    changeAccount(change: (account: Account) => void): void {
        changeAccount(this.world.layout.cloudFile, change);
    }

    /** Remembers the account as it is, for `putAccountBack`. */
    keepAccount(): void {
        this.kept ??= this.account();
    }

    /** The account as it was kept: also what others have added to it since is gone, which no engine would take away. */
    putAccountBack(): void {
        const { kept } = this;
        if (kept !== undefined) {
            this.changeAccount((account) => Object.assign(account, kept));
            this.kept = undefined;
        }
    }

    resources() {
        return this.world.exportState().resources;
    }

    async dispose(): Promise<void> {
        this.client.close();
        await this.world.reset();
    }
}
