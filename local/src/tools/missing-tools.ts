/** One tool that the local world cannot do without, and the ways a person can supply it. */
export interface MissingTool {
    readonly name: string;
    readonly needed: string;
    readonly supply: string;
    /** What was found or tried and why it did not help. */
    readonly tried: readonly string[];
}

/** Everything that is missing in one message, so that it is put right in one go. */
export class MissingToolsError extends Error {
    constructor(
        readonly missing: readonly MissingTool[],
        readonly goReason: string,
    ) {
        super(describe(missing, goReason));
        this.name = "MissingToolsError";
    }
}

function describe(missing: readonly MissingTool[], goReason: string): string {
    const count =
        missing.length === 1 ? "A tool that the local world needs is" : "Tools that the local world needs are";
    const tools = missing.flatMap((tool) => [
        `  ${tool.name} (${tool.needed})`,
        ...tool.tried.map((attempt) => `      ${attempt}`),
        `      ${tool.supply}`,
    ]);
    return [
        `${count} missing, and cannot be built here: ${goReason}.`,
        ...tools,
        `Installing Go 1.26 or newer supplies ${missing.length === 1 ? "it" : "all of them"}: the pinned versions are then built once and kept.`,
    ].join("\n");
}
