/** What the simulated cloud, the API server and the engine draw at random, and how the nth of a kind is written instead. */
const DRAWN: readonly { readonly pattern: RegExp; readonly nth: (n: number, drawn: string) => string }[] = [
    {
        pattern: /\b[a-z]+(?:-[a-z]+)?-bp1[a-z0-9]{18}\b/g,
        nth: (n, drawn) => drawn.slice(0, -18) + String(n).padStart(18, "0"),
    },
    {
        pattern: /\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/g,
        nth: (n) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    },
    { pattern: /\b198\.1[89]\.\d{1,3}\.\d{1,3}\b/g, nth: (n) => `198.18.${Math.floor(n / 200)}.${1 + (n % 200)}` },
];

/** Cloud Firewall tells seconds since 1970. */
const SECONDS = /("createTime":)\d{9,}/g;
const MOMENT = /\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.]\d+)?Z/g;

/** Numbers IDs and addresses in the order in which they are met, so that two recordings of the same code are equal. */
export class StableNames {
    readonly #given = new Map<string, string>();
    readonly #counts = DRAWN.map(() => 0);

    rename(text: string): string {
        return DRAWN.reduce(
            (changed, { pattern, nth }, kind) => changed.replace(pattern, (drawn) => this.#nameOf(drawn, kind, nth)),
            atTheBeginningOfTime(text),
        );
    }

    /** For sorting by what is known: what has been met has its name, all else is the same. */
    preview(text: string): string {
        return DRAWN.reduce(
            (changed, { pattern }) => changed.replace(pattern, (drawn) => this.#given.get(drawn) ?? "?"),
            atTheBeginningOfTime(text),
        );
    }

    #nameOf(drawn: string, kind: number, nth: (n: number, drawn: string) => string): string {
        const known = this.#given.get(drawn);
        if (known !== undefined) {
            return known;
        }
        const n = (this.#counts[kind] ?? 0) + 1;
        this.#counts[kind] = n;
        const name = nth(n, drawn);
        this.#given.set(drawn, name);
        return name;
    }
}

function atTheBeginningOfTime(text: string): string {
    return text.replace(SECONDS, "$10").replace(MOMENT, new Date(0).toISOString());
}
