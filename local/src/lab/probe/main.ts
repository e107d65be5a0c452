import type { ProbeRequest } from "./probe-request";
import { runProbe } from "./run-probe";

/** Of a workload whose image says nothing else. */
const ORDINARY_UID = 1000;
/** Istio's proxy; its own traffic is not captured, or it would be sent to itself. */
const PROXY_UID = 1337;

/** One program of a workload: `main.js <request>` prints an Attempt as one line of JSON. */
async function main([text = ""]: readonly string[]): Promise<void> {
    const request = JSON.parse(text) as ProbeRequest;
    become(request.manner === "bypassSidecar" ? PROXY_UID : (request.uid ?? ORDINARY_UID));
    const attempt = await runProbe(request);
    process.stdout.write(`${JSON.stringify(attempt)}\n`, () => process.exit(0));
}

/** Once everything is loaded: what this program is made of may lie where only root may read. */
function become(uid: number): void {
    if (process.getuid?.() === 0 && uid !== 0) {
        process.setgroups?.([]);
        process.setgid?.(uid);
        process.setuid?.(uid);
    }
}

main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`probe: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
});
