import type { LayerPlan } from "../layers/plan";
import type { PlannedResource } from "../resources/planned";
import { isReference, type Reference } from "../resources/reference";

/** The resource of a role, or a failed test. */
export function at(plan: LayerPlan, role: string): PlannedResource {
    const found = plan.resources.find((resource) => resource.role === role);
    if (found === undefined) {
        throw new Error(`no ${role} among ${plan.resources.map((resource) => resource.role).join(", ")}`);
    }
    return found;
}

export function rolesOf(plan: LayerPlan): string[] {
    return plan.resources.map(({ role }) => role);
}

/** Inputs without TypeScript's idea of their shape. */
export function inputsOf(plan: LayerPlan, role: string): Record<string, unknown> {
    return at(plan, role).inputs as Record<string, unknown>;
}

/** Of any kind, as a person would read it; also one that a test has broken. */
// biome-ignore lint/suspicious/noExplicitAny: a type for each kind would only repeat what the test says
export type Spec = any;

/** The spec of the object of a role. */
export function specOf(plan: LayerPlan, role: string): Spec {
    return inputsOf(plan, role).spec;
}

/** Roles that the resource comes after in its plan, by reference or by word, directly or not. */
export function comesAfter(plan: LayerPlan, role: string): Set<string> {
    const own = new Set(rolesOf(plan));
    const reached = new Set<string>();
    const visit = (current: string) => {
        const { after, inputs } = at(plan, current);
        for (const next of [...after, ...referencesIn(inputs).map(({ of }) => of)].filter((name) => own.has(name))) {
            if (!reached.has(next)) {
                reached.add(next);
                visit(next);
            }
        }
    };
    visit(role);
    return reached;
}

function referencesIn(value: unknown): Reference[] {
    if (isReference(value)) {
        return [value];
    }
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(referencesIn) : [];
}

/** Roles that one plan has and the other has not, and roles whose inputs differ. */
export function difference(
    before: LayerPlan,
    after: LayerPlan,
): { added: string[]; removed: string[]; changed: string[] } {
    const text = (plan: LayerPlan) => new Map(plan.resources.map(({ role, inputs }) => [role, JSON.stringify(inputs)]));
    const [old, now] = [text(before), text(after)];
    return {
        added: [...now.keys()].filter((role) => !old.has(role)),
        removed: [...old.keys()].filter((role) => !now.has(role)),
        changed: [...now].filter(([role, inputs]) => old.has(role) && old.get(role) !== inputs).map(([role]) => role),
    };
}
