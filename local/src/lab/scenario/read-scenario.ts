import { readFileSync } from "node:fs";
import * as path from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { UserError } from "../../engine/user-error";
import { onTopOf } from "./base";
import { type Finding, renderFindings } from "./finding";
import { placeholdersIn } from "./placeholders";
import { ruleFindings } from "./rules";
import { baseSchema, type Scenario, scenarioSchema } from "./scenario";
import { structureFindings } from "./structure";

/** A scenario file, read and found sound; every finding of all files at once where one is not. */
export function readScenarios(files: readonly string[]): Scenario[] {
    const outcomes = files.map((file) => parseScenario(file));
    const wrong = outcomes.filter(({ findings }) => findings.length > 0);
    if (wrong.length > 0) {
        throw new UserError(wrong.map(({ file, findings }) => renderFindings(file, findings)).join("\n\n"));
    }
    return outcomes.flatMap(({ scenario }) => scenario ?? []);
}

interface Outcome {
    readonly file: string;
    readonly scenario?: Scenario;
    readonly findings: readonly Finding[];
}

export function parseScenario(file: string): Outcome {
    const shown = path.relative(process.cwd(), file) || file;
    const id = path.basename(file).replace(/[.]ya?ml$/, "");
    const text = readYaml(file, shown);
    const findings = [...idFindings(id), ...text.findings];
    if (text.value === undefined) {
        return { file: shown, findings };
    }
    const based = withBase(file, text.value);
    const outcome = scenarioSchema.safeParse(based.value);
    findings.push(...based.findings);
    if (!outcome.success) {
        return { file: shown, findings: [...findings, ...structureFindings(based.value, outcome.error)] };
    }
    findings.push(...issuerFindings(outcome.data), ...ruleFindings(outcome.data));
    return findings.length > 0
        ? { file: shown, findings }
        : { file: shown, findings, scenario: { ...outcome.data, id, file: shown } };
}

/** Perimeter and stack are called like the file, and their names are parts of the names of cloud objects. */
function idFindings(id: string): Finding[] {
    return /^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/.test(id)
        ? []
        : [
              {
                  code: "file-name",
                  path: "",
                  got: JSON.stringify(id),
                  expected:
                      "a file name of lower-case letters, digits and hyphens that begins with a letter, 32 at most",
                  fix: "rename the file",
              },
          ];
}

/** `base` is a path from the scenario's own folder. A base has no base. */
function withBase(file: string, written: Record<string, unknown>): { value: unknown; findings: Finding[] } {
    const { base, ...own } = written;
    if (base === undefined) {
        return { value: own, findings: [] };
    }
    if (typeof base !== "string") {
        const expected = "a path from the folder of this file";
        return {
            value: own,
            findings: [
                { code: "wrong-type", path: "base", got: JSON.stringify(base), expected, fix: "change the value" },
            ],
        };
    }
    const read = readYaml(path.resolve(path.dirname(file), base), base);
    if (read.value === undefined) {
        return { value: own, findings: read.findings.map((finding) => ({ ...finding, path: "base" })) };
    }
    const shape = baseSchema.safeParse(read.value);
    const findings = shape.success
        ? []
        : structureFindings(read.value, shape.error).map((finding) => ({
              ...finding,
              path: `base (${base}): ${finding.path}`,
          }));
    return { value: onTopOf(read.value, own), findings };
}

function issuerFindings({ perimeter, issuers }: Pick<Scenario, "perimeter" | "issuers">): Finding[] {
    const names = issuers.map(({ name }) => `jwks:${name}`);
    return placeholdersIn(perimeter)
        .filter((placeholder) => placeholder !== "ca" && !names.includes(placeholder))
        .map((placeholder) => ({
            code: "unknown-issuer",
            path: "perimeter",
            got: `$(${placeholder})`,
            expected: names.length === 0 ? "no key set: there are no issuers" : `one of ${names.join(", ")}`,
            fix: "declare the issuer in `issuers`",
        }));
}

function readYaml(file: string, shown: string): { value?: Record<string, unknown>; findings: Finding[] } {
    const wrong = (code: string, got: string, expected: string, fix: string) => ({
        findings: [{ code, path: "", got, expected, fix }],
    });
    let text: string;
    try {
        text = readFileSync(file, "utf8");
    } catch {
        return wrong("no-such-file", shown, "a file that can be read", "correct the path");
    }
    const document = parseDocument(text, { lineCounter: new LineCounter() });
    const problem = document.errors[0];
    if (problem !== undefined) {
        return wrong("not-yaml", problem.message.split("\n")[0] ?? "", "YAML", "correct that line");
    }
    const value: unknown = document.toJS();
    return typeof value === "object" && value !== null && !Array.isArray(value)
        ? { value: value as Record<string, unknown>, findings: [] }
        : wrong(
              "wrong-type",
              "no mapping",
              "a set of properties: name, perimeter, internet, workloads, probes",
              "write them",
          );
}
