import type { ComponentShape, PackageSchema, PropertyShape, TypeShape, ValueShape } from "./shape";

/**
 * What programs written against the released schema would stumble over, one line each; docs/contract.md says which changes
 * are none. A rename is a removal: nothing says which new name was meant.
 */
export function breakingChanges(released: PackageSchema, current: PackageSchema): string[] {
    return [
        ...eachOf(released.resources, current.resources, componentChanges),
        ...eachOf(released.types, current.types, typeChanges),
    ].sort();
}

/** Whether a version may break what an earlier one promised: docs/contract.md. */
export function mayBreak(released: string, current: string): boolean {
    const [[major, minor], [newMajor, newMinor]] = [numbersIn(released), numbersIn(current)];
    return newMajor > major || (major === 0 && newMajor === 0 && newMinor > minor);
}

function numbersIn(version: string): [major: number, minor: number] {
    const [major = 0, minor = 0] = version.split(".").map(Number);
    return [major, minor];
}

/** What became of each of the old ones, by name; new ones break nothing. */
function eachOf<T>(
    released: Readonly<Record<string, T>>,
    current: Readonly<Record<string, T>>,
    changes: (before: T, after: T, name: string) => string[],
): string[] {
    return Object.entries(released).flatMap(([name, before]) => {
        const after = current[name];
        return after === undefined ? [`${name} is gone`] : changes(before, after, name);
    });
}

function componentChanges(before: ComponentShape, after: ComponentShape, token: string): string[] {
    return [
        ...propertyChanges(before.inputProperties, after.inputProperties, token),
        ...newlyRequired(before.requiredInputs, after.requiredInputs, token),
        ...propertyChanges(before.properties, after.properties, `${token} output`),
        // A program that reads an output need not look whether it is there.
        ...before.required
            .filter((name) => name in after.properties && !after.required.includes(name))
            .map((name) => `${token} output.${name} may be absent now`),
    ];
}

function typeChanges(before: TypeShape, after: TypeShape, token: string): string[] {
    const kind = (shape: TypeShape) => (shape.enum ? `enum of ${shape.type}` : shape.type);
    if (kind(before) !== kind(after)) {
        return [`${token} was ${kind(before)} and is ${kind(after)}`];
    }
    const members = new Map((after.enum ?? []).map(({ name, value }) => [name, value]));
    return [
        ...(before.enum ?? []).flatMap(({ name, value }) => {
            if (!members.has(name)) {
                return [`${token}.${name} is gone`];
            }
            return members.get(name) === value ? [] : [`${token}.${name} was ${value} and is ${members.get(name)}`];
        }),
        ...propertyChanges(before.properties ?? {}, after.properties ?? {}, token),
        ...newlyRequired(before.required ?? [], after.required ?? [], token),
    ];
}

function propertyChanges(
    before: Readonly<Record<string, PropertyShape>>,
    after: Readonly<Record<string, PropertyShape>>,
    owner: string,
): string[] {
    return eachOf(before, after, (was, is, name) => valueChanges(was, is, name)).map((change) => `${owner}.${change}`);
}

function newlyRequired(before: readonly string[], after: readonly string[], owner: string): string[] {
    return after.filter((name) => !before.includes(name)).map((name) => `${owner}.${name} is required now`);
}

function valueChanges(was: ValueShape, is: ValueShape, name: string): string[] {
    if (typeText(was) !== typeText(is)) {
        return [`${name} was ${typeText(was)} and is ${typeText(is)}`];
    }
    return takesOutputs(was) && !takesOutputs(is) ? [`${name} took outputs and takes plain values only now`] : [];
}

function typeText({ type, $ref, items, additionalProperties }: ValueShape): string {
    if ($ref !== undefined) {
        return $ref.replace("#/types/", "");
    }
    const inner = items ?? additionalProperties;
    return inner === undefined ? `${type}` : `${type} of ${typeText(inner)}`;
}

function takesOutputs({ plain, items, additionalProperties }: ValueShape): boolean {
    const inner = items ?? additionalProperties;
    return !plain && (inner === undefined || takesOutputs(inner));
}
