import * as pulumi from "@pulumi/pulumi";
import * as face from "../index";

/** A component as other languages see it: args of one object. */
export type ComponentClass = new (
    name: string,
    args: never,
    opts?: pulumi.ComponentResourceOptions,
) => pulumi.ComponentResource;

/** The components among all that the package exports, by name. */
export const publishedComponents: ReadonlyMap<string, ComponentClass> = new Map(
    Object.entries<unknown>(face).filter((entry): entry is [string, ComponentClass] => isComponent(entry[1])),
);

function isComponent(value: unknown): boolean {
    return typeof value === "function" && value.prototype instanceof pulumi.ComponentResource;
}
