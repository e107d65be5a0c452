import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { oneLine } from "./errors";
import { watchParent } from "./orphan-guard";
import { pluginService } from "./plugin-service";
import type { LocalProvider } from "./provider";

/**
 * Serves one provider to the engine that started this process. The SDK's own server cannot be used: it hands no configuration
 * to the provider, ignores old inputs in `diff` and runs create and update for real during preview.
 */
export async function servePlugin(provider: LocalProvider): Promise<void> {
    process.on("uncaughtException", (error) => {
        // The engine shows what a plugin writes to stderr to the user.
        process.stderr.write(`${provider.name} plugin: ${oneLine(error)}\n`);
        process.exit(1);
    });
    watchParent({ parentId: () => process.ppid, onOrphaned: () => process.exit(0) });

    const port = await listen(provider);
    // The engine reads the port from the first line of stdout; nothing may be printed before it.
    process.stdout.write(`${port}\n`);
}

/** Listens on a free port of the loopback address and returns it. */
async function listen(provider: LocalProvider): Promise<number> {
    const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
    server.addService(ResourceProviderService, pluginService(provider));
    return new Promise((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
            error ? reject(error) : resolve(port),
        );
    });
}
