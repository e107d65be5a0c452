import type { Account } from "../alicloud/account/account";
import type { ApiClient } from "../kubernetes/api-client";
import type { Action } from "./scenario/action";
import type { Layer } from "./scenario/layer";
import type { Probe } from "./scenario/probe";
import type { Scenario } from "./scenario/scenario";
import type { Evidence } from "./verify/evidence";

/** How one may look into a machine of a lab. */
export interface LabMachine {
    /** As the scenario calls it, or `gateway`. */
    readonly name: string;
    /** For `ip netns exec`. */
    readonly networkNamespace: string;
    /** Uid of the application in it. */
    readonly uid: number;
    /** Access log of its proxy, where it has one. */
    readonly accessLog?: string;
}

/** What was said to an action. */
export interface ActionOutcome {
    /** Of `apply` and `delete`: what the API server said; everything else is allowed where it does not throw. */
    readonly allowed: boolean;
    readonly message?: string;
}

/** The live world, as somebody reaches it who may do anything in cluster and account. */
export interface LiveWorld {
    readonly client: ApiClient;
    account(): Account;
    changeAccount(change: (account: Account) => void): void;
}

/** One lab: brought to one scenario after the other, and asked about each. */
export interface LabRunner {
    /** Brings stack, mesh, internet and workloads to where the scenario wants them; returns when all is ready. */
    bring(scenario: Scenario, signal: AbortSignal, onStep: (text: string) => void): Promise<void>;
    /** Makes one probe, on fresh connections, and collects what was written down meanwhile. */
    probe(probe: Probe, signal: AbortSignal): Promise<Evidence>;
    /** Does it, and returns when it holds. */
    act(action: Action, signal: AbortSignal): Promise<ActionOutcome>;
    /** Takes the objects of a layer out of the live world; returns when that holds. With `guard`, refused workloads are made. */
    remove(layer: Layer, signal: AbortSignal): Promise<void>;
    /** Changes whatever there is, past the engine; returns when router and proxies do what it says then. */
    mutate(change: (live: LiveWorld) => Promise<void>): Promise<void>;
    /** Puts back what `remove` took. */
    restore(signal: AbortSignal): Promise<void>;
    machines(): readonly LabMachine[];
    /** Nothing is left: no process, no namespace, no rule. May be called at any time, more than once. */
    dispose(): Promise<void>;
}
