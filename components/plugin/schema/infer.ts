import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { ComponentProvider } from "@pulumi/pulumi/provider/experimental";
import { publishedComponents } from "../published";
import { completeSchema, type PackageManifest } from "./complete";
import { docComments } from "./doc-comments";
import type { PackageSchema } from "./shape";

/** The schema of the package, made of its sources in `folder` (`components/`). Takes some seconds: it type-checks. */
export async function packageSchema(folder: string): Promise<PackageSchema> {
    const provider = new ComponentProvider({
        components: [...publishedComponents.values()] as ConstructorParameters<
            typeof ComponentProvider
        >[0]["components"],
        dirname: folder,
        name: "asm-egress",
    });
    const inferred = JSON.parse(await provider.getSchema()) as PackageSchema;
    const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as PackageManifest;
    return completeSchema(inferred, docComments(sourcesIn(folder)), manifest);
}

/** As the file `schema.json` has it. */
export function renderSchema(schema: PackageSchema): string {
    return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function sourcesIn(folder: string): string[] {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts") && !/(^|\/)(dist|node_modules|testing)\/|[.]test[.]ts$/.test(file))
        .sort()
        .map((file) => readFileSync(path.join(folder, file), "utf8"));
}
