/** Logical name: what follows the last `::`; a name may itself hold single colons. */
export function nameOf(urn: string): string {
    return urn.slice(urn.lastIndexOf("::") + 2);
}

/** Type of the resource itself, without its parents': `urn:pulumi:stack::project::parent$type::name`. */
function typeOf(urn: string): string {
    const qualified = urn.split("::")[2] ?? "";
    return qualified.slice(qualified.lastIndexOf("$") + 1);
}

/** `alicloud:vpc/snatEntry:SnatEntry` → `SnatEntry`; a provider keeps the package it is for. */
export function shortType(urn: string): string {
    const type = typeOf(urn);
    const last = type.slice(type.lastIndexOf(":") + 1);
    return type.startsWith("pulumi:providers:") ? `provider ${last}` : last;
}
