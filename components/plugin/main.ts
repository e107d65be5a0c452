import { main } from "@pulumi/pulumi/provider";
import { componentProvider } from "./provider";

/*
 * The plugin process: what `pulumi-resource-asm-egress` runs, and what Pulumi's own host requires where the package is used
 * from its sources (PulumiPlugin.yaml). It prints its port and serves until the engine goes.
 */
const engine = process.ppid;
const WATCH_MILLISECONDS = 500;
// An engine that is killed tells nobody; the process would stay for ever.
setInterval(() => {
    if (process.ppid !== engine) {
        process.exit(0);
    }
}, WATCH_MILLISECONDS).unref();

void main(componentProvider(), process.argv.slice(2));
