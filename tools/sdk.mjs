// `npm run sdk`: writes components/schema.json from the sources, and sdk/ from that schema. sdk/go/go.mod and go.sum are
// kept by hand: generators write none.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const { breakingChanges, mayBreak } = require("../components/dist/plugin/schema/breaking-changes.js");
const { packageSchema, renderSchema } = require("../components/dist/plugin/schema/infer.js");
const { releasesFolder, releasesIn } = require("../local/dist/released/recording.js");
const { consoleProgress } = require("../local/dist/tools/console-progress.js");
const { resolveTools } = require("../local/dist/tools/resolve-tools.js");

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const components = path.join(root, "components");
const schema = await packageSchema(components);

// The schema of the last release. A version that may not break it has to be raised first.
const releases = releasesFolder(root);
const releasedFile = path.join(releases, releasesIn(releases).at(-1) ?? "", "schema.json");
if (existsSync(releasedFile)) {
    const released = JSON.parse(readFileSync(releasedFile, "utf8"));
    const broken = breakingChanges(released, schema);
    for (const change of broken) {
        console.error(`breaks programs written for ${released.version}: ${change}`);
    }
    if (broken.length > 0 && !mayBreak(released.version, schema.version)) {
        process.exit(1);
    }
}

const schemaFile = path.join(components, "schema.json");
writeFileSync(schemaFile, renderSchema(schema));

const { sdkgen } = await resolveTools(["sdkgen"], consoleProgress());
const draft = mkdtempSync(path.join(tmpdir(), "asm-egress-sdk-"));
execFileSync(sdkgen, [schemaFile, draft], { stdio: "inherit" });
for (const folder of ["nodejs", "python", path.join("go", "asmegress")]) {
    rmSync(path.join(root, "sdk", folder), { recursive: true, force: true });
}
cpSync(draft, path.join(root, "sdk"), { recursive: true });
rmSync(draft, { recursive: true });
