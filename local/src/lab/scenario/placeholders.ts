/** What only a running lab knows, and the perimeter's text may name. */
export interface PerimeterValues {
    /** Public key set of each issuer, as JSON. */
    readonly jwks: Readonly<Record<string, string>>;
    /** Certificate of the lab's authority. */
    readonly ca: string;
}

/** `$(jwks:NAME)` and `$(ca)` anywhere in the texts of a value. */
export function withValues<T>(value: T, values: PerimeterValues): T {
    return replaced(value, values) as T;
}

/** Placeholders in it, each once. */
export function placeholdersIn(value: unknown): string[] {
    const found = new Set<string>();
    replaced(value, { jwks: {}, ca: "" }, found);
    return [...found].sort();
}

const PLACEHOLDER = /[$][(](jwks:([a-z0-9-]+)|ca)[)]/g;

function replaced(value: unknown, values: PerimeterValues, found?: Set<string>): unknown {
    if (typeof value === "string") {
        return value.replace(PLACEHOLDER, (whole, inner: string, issuer: string | undefined) => {
            found?.add(inner);
            return issuer === undefined ? values.ca : (values.jwks[issuer] ?? whole);
        });
    }
    if (Array.isArray(value)) {
        return value.map((item) => replaced(item, values, found));
    }
    return typeof value === "object" && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(item, values, found)]))
        : value;
}
