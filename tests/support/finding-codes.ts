import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { PROJECT_ROOT } from "./perimeter-world";

/**
 * The codes of all findings, as they stand in the source of the package: in `findings.error`, `findings.warning` and
 * `refused`, and as the property `code` of an object. A code that is put together has to be written so that its values
 * can be read off; one that cannot is an error here, so that none is forgotten.
 */
export function findingCodes(): string[] {
    const codes = sources(join(PROJECT_ROOT, "components")).flatMap(codesIn);
    return [...new Set(codes)].sort();
}

function sources(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) {
            return ["dist", "node_modules", "testing"].includes(entry.name) ? [] : sources(path);
        }
        return entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts") ? [path] : [];
    });
}

/** Where findings are built out of parts that others name. */
const BUILDERS = ["intent/finding.ts", "intent/finding-collector.ts"];

function codesIn(file: string): string[] {
    if (BUILDERS.some((builder) => file.endsWith(builder))) {
        return [];
    }
    const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
    const codes: string[] = [];
    const visit = (node: ts.Node): void => {
        const code = codeOf(node);
        if (code !== undefined) {
            codes.push(...valuesOf(code, source));
        }
        ts.forEachChild(node, visit);
    };
    visit(source);
    return codes;
}

function codeOf(node: ts.Node): ts.Expression | undefined {
    if (ts.isCallExpression(node)) {
        const called = node.expression;
        const collects = ts.isPropertyAccessExpression(called) && called.expression.getText() === "findings";
        const isOne = collects
            ? ["error", "warning"].includes(called.name.text)
            : ts.isIdentifier(called) && called.text === "refused";
        return isOne ? node.arguments[0] : undefined;
    }
    return ts.isPropertyAssignment(node) && node.name.getText() === "code" ? node.initializer : undefined;
}

function valuesOf(expression: ts.Expression, source: ts.SourceFile): string[] {
    if (ts.isStringLiteralLike(expression)) {
        return [expression.text];
    }
    if (ts.isConditionalExpression(expression)) {
        return [expression.whenTrue, expression.whenFalse].flatMap((branch) => valuesOf(branch, source));
    }
    if (ts.isCallExpression(expression)) {
        return returnedBy(expression.expression.getText(), source);
    }
    if (ts.isTemplateExpression(expression)) {
        return filledIn(expression, source);
    }
    throw new Error(`${source.fileName}: the values of the code ${expression.getText()} cannot be read off`);
}

/** What a function of the same file returns. */
function returnedBy(name: string, source: ts.SourceFile): string[] {
    const body = source.statements.find(
        (statement): statement is ts.FunctionDeclaration =>
            ts.isFunctionDeclaration(statement) && statement.name?.text === name,
    )?.body;
    const values: string[] = [];
    const visit = (node: ts.Node): void => {
        if (ts.isReturnStatement(node) && node.expression !== undefined) {
            values.push(...valuesOf(node.expression, source));
        }
        ts.forEachChild(node, visit);
    };
    if (body !== undefined) {
        visit(body);
    }
    return values;
}

/** A template with one parameter whose type is a set of strings. */
function filledIn({ head, templateSpans: [span, ...more] }: ts.TemplateExpression, source: ts.SourceFile): string[] {
    const parameter = span?.expression.getText();
    const types: string[] = [];
    const visit = (node: ts.Node): void => {
        if (ts.isParameter(node) && node.name.getText() === parameter && node.type && ts.isUnionTypeNode(node.type)) {
            types.push(...node.type.types.map((type) => type.getText().replaceAll('"', "")));
        }
        ts.forEachChild(node, visit);
    };
    visit(source);
    if (more.length > 0 || types.length === 0) {
        throw new Error(`${source.fileName}: the values of a code with \${${parameter}} cannot be read off`);
    }
    return types.map((type) => `${head.text}${type}${span?.literal.text ?? ""}`);
}
