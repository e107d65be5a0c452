/** Kubernetes' own form of it. */
export interface LabelSelector {
    readonly matchLabels?: Readonly<Record<string, string>>;
    readonly matchExpressions?: readonly Requirement[];
}

interface Requirement {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
}

export type Labels = Readonly<Record<string, string>>;

/** An empty selector matches everything, as everywhere in Kubernetes. */
export function matches({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Labels): boolean {
    return (
        Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
        matchExpressions.every((requirement) => meets(requirement, labels))
    );
}

function meets({ key, operator, values = [] }: Requirement, labels: Labels): boolean {
    const value = labels[key];
    switch (operator) {
        case "In":
            return value !== undefined && values.includes(value);
        case "NotIn":
            return value === undefined || !values.includes(value);
        case "Exists":
            return value !== undefined;
        case "DoesNotExist":
            return value === undefined;
        default:
            // Gt and Lt of node affinity: nothing here writes them, and a guess would place a Pod wrongly.
            throw new Error(`the lab does not know the operator "${operator}" (label ${key})`);
    }
}
