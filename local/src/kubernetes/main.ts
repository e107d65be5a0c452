import { oneLine } from "../plugin-host/errors";
import { servePlugin } from "../plugin-host/server";
import { KubernetesProvider } from "./provider";

servePlugin(new KubernetesProvider()).catch((error: unknown) => {
    process.stderr.write(`kubernetes plugin: ${oneLine(error)}\n`);
    process.exit(1);
});
