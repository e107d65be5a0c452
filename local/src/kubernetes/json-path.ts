import { isObject } from "../plugin-host/values";

type Step =
    | { readonly kind: "field"; readonly name: string }
    | { readonly kind: "index"; readonly index: number }
    | { readonly kind: "all" }
    | { readonly kind: "filter"; readonly path: readonly string[]; readonly equals: string };

/** The part of kubectl's JSONPath that conditions are written in: fields, indices, `[*]` and `[?(@.type=="Ready")]`. */
export class JsonPath {
    readonly #steps: readonly Step[];

    private constructor(steps: readonly Step[]) {
        this.#steps = steps;
    }

    /** Takes the path with or without braces: `{.status.phase}`, `.metadata.labels['a.b/c']`, `.status.conditions[0].type`. */
    static parse(text: string): JsonPath {
        const path = text
            .trim()
            .replace(/^\{(.*)\}$/, "$1")
            .replace(/^\$/, "");
        const steps: Step[] = [];
        let rest = /^[.[]|^$/.test(path) ? path : `.${path}`;
        while (rest !== "") {
            const [step, length] = firstStep(rest) ?? [];
            if (step === undefined || length === undefined) {
                throw new Error(`"${text}" is not a JSONPath such as {.status.phase}: cannot read "${rest}"`);
            }
            steps.push(step);
            rest = rest.slice(length);
        }
        if (steps.length === 0) throw new Error(`"${text}" is an empty JSONPath; write for example {.status.phase}`);
        return new JsonPath(steps);
    }

    /** Every value that the path leads to. */
    find(root: unknown): unknown[] {
        return this.#steps.reduce<unknown[]>((values, step) => values.flatMap((value) => follow(value, step)), [root]);
    }
}

const FIELD = /^\.((?:[^\s.[\](){}'"\\]|\\.)+)/;
const QUOTED_FIELD = /^\.?\[(?:'([^']*)'|"([^"]*)")\]/;
const INDEX = /^\.?\[(\d+)\]/;
const ALL = /^\.?\[\*\]/;
const FILTER = /^\.?\[\?\(\s*@((?:\.[\w-]+)+)\s*==\s*(?:'([^']*)'|"([^"]*)"|([\w.-]+))\s*\)\]/;

function firstStep(rest: string): [Step, number] | undefined {
    const field = FIELD.exec(rest);
    if (field?.[1] !== undefined) return [{ kind: "field", name: field[1].replace(/\\(.)/g, "$1") }, field[0].length];
    const quoted = QUOTED_FIELD.exec(rest);
    if (quoted) return [{ kind: "field", name: quoted[1] ?? quoted[2] ?? "" }, quoted[0].length];
    const index = INDEX.exec(rest);
    if (index) return [{ kind: "index", index: Number(index[1]) }, index[0].length];
    const all = ALL.exec(rest);
    if (all) return [{ kind: "all" }, all[0].length];
    const filter = FILTER.exec(rest);
    if (filter?.[1] === undefined) return undefined;
    const path = filter[1].slice(1).split(".");
    return [{ kind: "filter", path, equals: filter[2] ?? filter[3] ?? filter[4] ?? "" }, filter[0].length];
}

function follow(value: unknown, step: Step): unknown[] {
    if (step.kind === "field") {
        const inner = isObject(value) && Object.hasOwn(value, step.name) ? value[step.name] : undefined;
        return inner === undefined ? [] : [inner];
    }
    if (!Array.isArray(value)) return [];
    if (step.kind === "index") return value.slice(step.index, step.index + 1);
    if (step.kind === "all") return value;
    return value.filter((item) => {
        const found = step.path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), item);
        return found !== undefined && String(found) === step.equals;
    });
}
