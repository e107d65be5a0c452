import { localHome, stacksIn } from "../engine/layout";
import { openWorld, type World } from "../engine/world";
import { type CommonOptions, PROJECT_ROOT, type Terminal, terminal, worldOf } from "./context";

export interface EndOptions extends CommonOptions {
    readonly all?: boolean;
}

/** Ends control planes; the stacks go on where they were with the next `up`. */
export async function stop(options: EndOptions, to: Terminal = terminal): Promise<number> {
    for (const world of worldsOf(options)) {
        await world.stop();
        to.out(`Stack ${world.stackName}: control plane stopped, state kept.`);
    }
    return 0;
}

/** Ends control planes and forgets everything: state, API server's contents, simulated account. */
export async function reset(options: EndOptions, to: Terminal = terminal): Promise<number> {
    for (const world of worldsOf(options)) {
        await world.reset();
        to.out(`Stack ${world.stackName}: stopped, its local state is removed.`);
    }
    return 0;
}

function worldsOf(options: EndOptions): World[] {
    if (options.all !== true) {
        return [worldOf(options)];
    }
    return stacksIn(localHome(PROJECT_ROOT)).map((stack) =>
        openWorld({ projectRoot: PROJECT_ROOT, configFile: `Pulumi.${stack}.yaml` }),
    );
}
