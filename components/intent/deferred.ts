/**
 * True for a value that is not there yet: an Output or a Promise. Recognised by shape, because this folder must not
 * load Pulumi (`__pulumiOutput` is the mark that Pulumi's own `Output.isInstance` looks for).
 */
export function isDeferred(value: unknown): boolean {
    if (typeof value !== "object" || value === null) {
        return false;
    }
    return (value as { __pulumiOutput?: unknown }).__pulumiOutput === true || value instanceof Promise;
}
