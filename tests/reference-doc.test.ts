import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import type { PackageSchema } from "../components/plugin/schema/shape";
import { componentSections } from "./support/component-reference";
import { proseInOneLine } from "./support/markdown";
import { PROJECT_ROOT } from "./support/perimeter-world";

const schema: PackageSchema = JSON.parse(readFileSync(join(PROJECT_ROOT, "components", "schema.json"), "utf8"));
const ARGS = join(PROJECT_ROOT, "components/intent/args");

/** Written anew by `npx vitest run tests/reference-doc.test.ts --update=all`. */
it("docs/reference.md has every property and value of the args, and every component, as their doc comments say it", async () => {
    const types = declarations();
    const known = new Set(types.map(({ name }) => name.text));
    const text = [
        "# Reference",
        [
            "Everything that an `EgressPerimeter` takes, and `asm-egress:perimeter` in the stack config, and below it what [each",
            "component](#components) takes and gives: generated from the doc comments of the code. What is made is in",
            "[concepts.md](concepts.md).",
        ].join("\n"),
        ...types.map((type) => sectionOf(type, known)),
        "## Components",
        "Each can be used alone, in an order that their descriptions say; `EgressPerimeter` has them all in the right one.",
        ...componentSections(schema),
    ];
    await expect(`${text.join("\n\n")}\n`).toMatchFileSnapshot("../docs/reference.md");
});

type Declaration = ts.InterfaceDeclaration | ts.EnumDeclaration;

/** The perimeter first, then the rest by name. */
function declarations(): Declaration[] {
    const found = readdirSync(ARGS).flatMap((file) => {
        const text = readFileSync(join(ARGS, file), "utf8");
        const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
        return statements.filter(
            (one): one is Declaration => ts.isInterfaceDeclaration(one) || ts.isEnumDeclaration(one),
        );
    });
    const rank = ({ name }: Declaration) => (name.text === "EgressPerimeterArgs" ? "" : name.text);
    return found.sort((one, other) => (rank(one) < rank(other) ? -1 : 1));
}

function sectionOf(type: Declaration, known: ReadonlySet<string>): string {
    const members = ts.isEnumDeclaration(type)
        ? type.members.map((member) => [`- \`${member.name.getText()}\`: ${docOf(member)}`])
        : type.members.filter(ts.isPropertySignature).map((member) => [propertyOf(member, known)]);
    return [`## ${type.name.text}`, docOf(type), members.flat().join("\n")].join("\n\n");
}

function propertyOf(member: ts.PropertySignature, known: ReadonlySet<string>): string {
    const need = member.questionToken === undefined ? "required" : "optional";
    return `- \`${member.name.getText()}\` (${typeOf(member.type?.getText() ?? "", known)}, ${need}): ${docOf(member)}`;
}

/** Types of the args are links; what Pulumi resolves later is said in words. */
function typeOf(text: string, known: ReadonlySet<string>): string {
    const later = /^Input<(.*)>$/.exec(text);
    if (later !== null) {
        return `${typeOf(later[1] ?? "", known)} or output`;
    }
    const list = /^(.*)\[\]$/.exec(text);
    if (list !== null) {
        return `list of ${typeOf(list[1] ?? "", known)}`;
    }
    return known.has(text) ? `[${text}](#${text.toLowerCase()})` : text;
}

function docOf(node: ts.Node): string {
    const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
    const text = ts.getTextOfJSDocComment(comment?.comment) ?? "";
    expect(text, node.getText()).toMatch(/\S/);
    return proseInOneLine(text);
}
