/** A Pulumi package schema, as far as it is looked at here. Source: Pulumi, "Package schema". */
export interface PackageSchema {
    name: string;
    version: string;
    description?: string;
    namespace?: string;
    displayName?: string;
    publisher?: string;
    homepage?: string;
    repository?: string;
    license?: string;
    keywords?: string[];
    language: Record<string, Record<string, unknown>>;
    resources: Record<string, ComponentShape>;
    types: Record<string, TypeShape>;
    dependencies?: unknown[];
}

/** What a component takes and gives. */
export interface ComponentShape {
    type: "object";
    isComponent: true;
    description?: string;
    deprecationMessage?: string;
    inputProperties: Record<string, PropertyShape>;
    requiredInputs: string[];
    properties: Record<string, PropertyShape>;
    required: string[];
}

/** A nested type: an object, or the members of an enum. */
export interface TypeShape {
    type: string;
    description?: string;
    deprecationMessage?: string;
    properties?: Record<string, PropertyShape>;
    required?: string[];
    enum?: EnumMember[];
}

interface EnumMember {
    name: string;
    value: string | number;
    description?: string;
    deprecationMessage?: string;
}

/** The type of a value. */
export interface ValueShape {
    type?: string;
    $ref?: string;
    items?: ValueShape;
    additionalProperties?: ValueShape;
    /** A value that no Output may stand for. */
    plain?: boolean;
}

export interface PropertyShape extends ValueShape {
    description?: string;
    deprecationMessage?: string;
    secret?: boolean;
    replaceOnChanges?: boolean;
}
