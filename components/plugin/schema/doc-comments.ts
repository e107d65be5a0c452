import * as ts from "typescript";

/** What a doc comment says that Pulumi's analyzer leaves out. */
interface DocComment {
    /** Its text, of interfaces, enums and classes: the analyzer keeps that of members and components only. */
    readonly description?: string;
    /** What its tag `@deprecated` says. */
    readonly deprecated?: string;
}

/** Comments by `Type`, and by `Type.member`. */
export type DocComments = ReadonlyMap<string, DocComment>;

/** Reads the comments of exported interfaces, enums and classes. Two of one name would be one type to the analyzer. */
export function docComments(sources: readonly string[]): DocComments {
    const comments = new Map<string, DocComment>();
    for (const source of sources) {
        const file = ts.createSourceFile("source.ts", source, ts.ScriptTarget.ES2023, true);
        for (const statement of file.statements) {
            if (!isExportedType(statement) || statement.name === undefined) {
                continue;
            }
            const name = statement.name.text;
            if (comments.has(name)) {
                throw new Error(`two exported types are called ${name}`);
            }
            comments.set(name, commentOf(statement));
            for (const member of statement.members) {
                if (member.name !== undefined && ts.isIdentifier(member.name)) {
                    comments.set(`${name}.${member.name.text}`, commentOf(member));
                }
            }
        }
    }
    return comments;
}

type DeclaredType = ts.InterfaceDeclaration | ts.EnumDeclaration | ts.ClassDeclaration;

function isExportedType(node: ts.Statement): node is DeclaredType {
    const declares = ts.isInterfaceDeclaration(node) || ts.isEnumDeclaration(node) || ts.isClassDeclaration(node);
    return declares && (node.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function commentOf(node: ts.Node): DocComment {
    const text = ts
        .getJSDocCommentsAndTags(node)
        .filter(ts.isJSDoc)
        .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "")
        .join("\n");
    const tag = ts.getJSDocDeprecatedTag(node);
    return {
        ...(text !== "" && { description: text }),
        ...(tag && { deprecated: ts.getTextOfJSDocComment(tag.comment) ?? "" }),
    };
}
