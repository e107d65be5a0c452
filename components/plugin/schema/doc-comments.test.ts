import { describe, expect, it } from "vitest";
import { completeSchema } from "./complete";
import { docComments } from "./doc-comments";
import { lintSchema } from "./lint";
import type { PackageSchema } from "./shape";

const SOURCE = `
/** A gate. */
export interface Gate {
    /**
     * Its kind.
     * @deprecated use \`gates\`
     */
    kind?: Kind;
}
/**
 * Kinds
 * of gates.
 */
export enum Kind {
    /** Open. @deprecated shut it */
    Open = "Open",
    Shut = "Shut",
}
/** Nobody's. */
interface Inner {}
`;

/** As the analyzer gives it: without comments of types and without deprecations. */
function inferred(): PackageSchema {
    return {
        name: "asm-egress",
        version: "1.0.0",
        description: "A fence",
        language: {},
        resources: {},
        types: {
            "asm-egress:index:Mesh": {
                type: "object",
                properties: { kubeconfig: { type: "string", description: "Kept secret." } },
            },
            "asm-egress:index:Kind": {
                type: "string",
                enum: [
                    { name: "Open", value: "Open", description: "Open." },
                    { name: "Shut", value: "Shut" },
                ],
            },
            "asm-egress:index:Gate": {
                type: "object",
                properties: { kind: { $ref: "#/types/asm-egress:index:Kind", description: "Its kind." } },
            },
        },
    };
}

describe("comments that the analyzer leaves out", () => {
    it("are read from exported types and their members", () => {
        const comments = docComments([SOURCE]);
        expect(comments.get("Gate")).toEqual({ description: "A gate." });
        expect(comments.get("Kind")).toEqual({ description: "Kinds\nof gates." });
        expect(comments.get("Gate.kind")).toEqual({ description: "Its kind.", deprecated: "use `gates`" });
        expect(comments.has("Inner")).toBe(false);
    });

    it("cannot be told apart where two types have one name", () => {
        expect(() => docComments([SOURCE, "export interface Gate {}"])).toThrow("two exported types are called Gate");
    });

    it("go into the schema as descriptions and deprecations", () => {
        const { types } = completeSchema(inferred(), docComments([SOURCE]), { license: "Apache-2.0" });
        expect(types["asm-egress:index:Kind"]?.description).toBe("Kinds\nof gates.");
        expect(types["asm-egress:index:Kind"]?.enum?.map(({ deprecationMessage }) => deprecationMessage)).toEqual([
            "shut it",
            undefined,
        ]);
        expect(types["asm-egress:index:Gate"]?.properties?.kind?.deprecationMessage).toBe("use `gates`");
        expect(Object.keys(types)).toEqual([...Object.keys(types)].sort());
    });
});

describe("a secret that nobody can find", () => {
    it("stops the completion: it would be published in plain", () => {
        const schema = inferred();
        delete schema.types["asm-egress:index:Mesh"];
        expect(() => completeSchema(schema, new Map(), { license: "Apache-2.0" })).toThrow("Mesh.kubeconfig");
    });
});

describe("the lint of a schema", () => {
    const sound = () => completeSchema(inferred(), docComments([SOURCE]), { license: "Apache-2.0" });

    it("names what has no description", () => {
        expect(lintSchema(sound())).toEqual([
            "asm-egress:index:Kind.Shut has no description",
            "asm-egress:index:Mesh has no description",
        ]);
    });

    it("names fields of classes that leak as outputs, types called Args, and values of any type", () => {
        const schema = sound();
        const description = "x";
        schema.types = { "asm-egress:index:GateArgs": { type: "object", description } };
        schema.resources["asm-egress:index:Fence"] = {
            type: "object",
            isComponent: true,
            description,
            inputProperties: {
                anything: { $ref: "pulumi.json#/Any", description },
                link: { type: "string", description: "[object Object]" },
            },
            requiredInputs: [],
            properties: { _state: { type: "string", description }, opts: { type: "string", description } },
            required: [],
        };
        expect(lintSchema(schema)).toEqual([
            "asm-egress:index:Fence._state leaks: it is no output",
            "asm-egress:index:Fence.anything takes anything",
            "asm-egress:index:Fence.link has a {@link} in its description",
            "asm-egress:index:Fence.opts leaks: it is no output",
            "asm-egress:index:GateArgs ends in Args, which other languages add",
        ]);
    });
});
