import type * as pulumi from "@pulumi/pulumi";
import type { Finding } from "../intent/finding";
import type { Intent } from "../intent/intent";
import { parseIntent } from "../intent/parse-intent";
import type { Section } from "../intent/schema";
import { refuseErrors, warn } from "../resources/input-error";
import type { LayerPlan } from "./plan";

/** All that a component knows before it registers anything. */
interface ReadyToMake<S extends Section> {
    readonly intent: Pick<Intent, S>;
    readonly plan: LayerPlan;
    /** Shows the warnings at the component, once it exists. */
    readonly report: (component: pulumi.Resource, parent?: pulumi.Resource) => void;
}

/**
 * Validates a component's args and plans its layer. Throws every error at once; called before `super`, so that bad input
 * registers nothing.
 */
export function readyToMake<S extends Section>(
    component: string,
    name: string,
    args: { readonly perimeter?: string } & { readonly [K in S]?: unknown },
    sections: readonly S[],
    planLayer: (perimeter: string, intent: Pick<Intent, S>) => LayerPlan,
): ReadyToMake<S> {
    const perimeter = args.perimeter ?? name;
    const own = Object.fromEntries(sections.filter((key) => key in args).map((key) => [key, args[key]]));
    const { intent, findings } = parseIntent(perimeter, own, sections);
    const subject = `${component} ${name}`;
    refuseErrors(subject, findings);
    // Without errors there is an intent.
    const complete = intent as Pick<Intent, S>;
    const plan = planLayer(perimeter, complete);
    const all: readonly Finding[] = [...findings, ...plan.findings];
    refuseErrors(subject, all);
    return { intent: complete, plan, report: (resource, parent) => warn(all, resource, parent) };
}
