import { readdirSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT } from "../support/perimeter-world";
import { tryScenarios } from "../support/try-scenarios";

const files = readdirSync(join(PROJECT_ROOT, "tests", "scenarios")).filter((name) => name.endsWith(".yaml"));

tryScenarios(
    "every scenario, with real packets",
    files.map((name) => name.replace(".yaml", "")),
);
