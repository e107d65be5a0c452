/*
 * Serves `pulumirpc.LanguageRuntime` as Pulumi's own hosts do: each `Run` starts the SDK's entry point with the same flags
 * and variables (sdk/nodejs/cmd/pulumi-language-nodejs/main.go; those of Python and Go, where `HOSTED_LANGUAGE` names one
 * and `HOSTED_COMMAND` says what it is started with). Two differences: the program talks to the engine's monitor directly,
 * and no pipes for synchronous invokes are offered, which nothing here uses.
 * CommonJS on purpose (.cts): protobuf's generated modules have no named exports for an ES module to import.
 */
const { spawn } = require("node:child_process") as typeof import("node:child_process");
const { createRequire } = require("node:module") as typeof import("node:module");
const path = require("node:path") as typeof import("node:path");
const grpc = require("@grpc/grpc-js") as typeof import("@grpc/grpc-js");
const { Empty } =
    require("google-protobuf/google/protobuf/empty_pb") as typeof import("google-protobuf/google/protobuf/empty_pb");
const { LanguageRuntimeService } =
    require("@pulumi/pulumi/proto/language_grpc_pb") as typeof import("@pulumi/pulumi/proto/language_grpc_pb");
const proto = require("@pulumi/pulumi/proto/language_pb") as typeof import("@pulumi/pulumi/proto/language_pb");
const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb") as typeof import("@pulumi/pulumi/proto/plugin_pb");
const { version } = require("@pulumi/pulumi/version") as { version: string };

type RunRequest = import("@pulumi/pulumi/proto/language_pb").RunRequest;
type RunResponse = import("@pulumi/pulumi/proto/language_pb").RunResponse;
type ChildProcess = import("node:child_process").ChildProcess;
type Language = "nodejs" | "python" | "go";

/** A program as it is started. */
interface Command {
    readonly argv: readonly string[];
    readonly env: NodeJS.ProcessEnv;
}

const LANGUAGE = (process.env.HOSTED_LANGUAGE ?? "nodejs") as Language;
const HOSTED_COMMAND: string[] = JSON.parse(process.env.HOSTED_COMMAND ?? "[]");

/** How the SDK's entry point says that the person has been told everything already. */
const EXIT_ALREADY_REPORTED = 32;

/** Address of the engine: the argument that is not a flag. */
const engineAddress = process.argv.slice(2).find((argument) => !argument.startsWith("-")) ?? "";
const running = new Set<ChildProcess>();

async function run(request: RunRequest): Promise<RunResponse> {
    const response = new proto.RunResponse();
    const directory = request.getInfo()?.getProgramDirectory() || request.getPwd();
    let command: Command;
    try {
        command = COMMANDS[LANGUAGE](request, directory);
    } catch (error) {
        return response.setError(error instanceof Error ? error.message : String(error));
    }
    const code = await execute(command, directory);
    if (code === EXIT_ALREADY_REPORTED) {
        return response.setBail(true);
    }
    return code === 0 ? response : response.setError(`Program exited with non-zero exit code: ${code}`);
}

/** What each language's own host starts, and how the program is told what it is about. */
const COMMANDS: Record<Language, (request: RunRequest, directory: string) => Command> = {
    nodejs: (request, directory) => {
        let entry: string;
        try {
            entry = createRequire(path.join(directory, "package.json")).resolve("@pulumi/pulumi/cmd/run");
        } catch {
            throw new Error(`@pulumi/pulumi is not installed for ${directory}; run npm install.`);
        }
        return { argv: [process.execPath, entry, ...nodeArguments(request, directory)], env: nodeEnvironment(request) };
    },
    python: (request, directory) => ({
        argv: [...HOSTED_COMMAND, ...pythonArguments(request, directory)],
        env: { ...process.env, PYTHONUNBUFFERED: "1", ...configVariables(request, configOf(request)) },
    }),
    go: (request) => ({ argv: HOSTED_COMMAND, env: { ...process.env, ...goVariables(request) } }),
};

function pythonArguments(request: RunRequest, directory: string): string[] {
    const flags: [name: string, value: string][] = [
        ["monitor", request.getMonitorAddress()],
        ["engine", engineAddress],
        ["organization", request.getOrganization()],
        ["project", request.getProject()],
        ["root_directory", request.getInfo()?.getRootDirectory() ?? ""],
        ["stack", request.getStack()],
        ["pwd", directory],
        ["dry_run", String(request.getDryrun())],
        ["parallel", String(request.getParallel())],
    ];
    return [...flags.flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])), "."];
}

function goVariables(request: RunRequest): NodeJS.ProcessEnv {
    return {
        PULUMI_MONITOR: request.getMonitorAddress(),
        PULUMI_ENGINE: engineAddress,
        PULUMI_ORGANIZATION: request.getOrganization(),
        PULUMI_PROJECT: request.getProject(),
        PULUMI_ROOT_DIRECTORY: request.getInfo()?.getRootDirectory() ?? "",
        PULUMI_STACK: request.getStack(),
        PULUMI_DRY_RUN: String(request.getDryrun()),
        PULUMI_PARALLEL: String(request.getParallel()),
        ...configVariables(request, configOf(request)),
    };
}

function configVariables(request: RunRequest, config: Record<string, string>): NodeJS.ProcessEnv {
    return {
        PULUMI_CONFIG: JSON.stringify(config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    };
}

function nodeArguments(request: RunRequest, directory: string): string[] {
    const flags: [name: string, value: string][] = [
        ["monitor", request.getMonitorAddress()],
        ["engine", engineAddress],
        ["organization", request.getOrganization()],
        ["project", request.getProject()],
        ["root-directory", request.getInfo()?.getRootDirectory() ?? ""],
        ["stack", request.getStack()],
        ["pwd", directory],
    ];
    return [
        ...flags.flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value])),
        ...(request.getDryrun() ? ["--dry-run"] : []),
        "--parallel",
        String(request.getParallel()),
        request.getInfo()?.getEntryPoint() || ".",
        ...request.getArgsList(),
    ];
}

function nodeEnvironment(request: RunRequest): NodeJS.ProcessEnv {
    const options = request.getInfo()?.getOptions()?.toJavaScript() ?? {};
    // In the old spelling `package:config:key`, which the real host still hands on.
    const config = Object.entries(configOf(request)).map(([key, value]) => [key.replace(":", ":config:"), value]);
    return {
        ...process.env,
        ...configVariables(request, Object.fromEntries(config)),
        ...(options.typescript === false ? {} : { PULUMI_NODEJS_TYPESCRIPT: "true" }),
        ...(typeof options.tsconfig === "string" ? { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig } : {}),
    };
}

/** By `package:key`. */
function configOf(request: RunRequest): Record<string, string> {
    const config: Record<string, string> = {};
    request.getConfigMap().forEach((value, key) => {
        const [namespace, ...rest] = key.split(":");
        config[`${namespace}:${rest.filter((part, index) => index > 0 || part !== "config").join(":")}`] = value;
    });
    return config;
}

/** Through pipes: Node may switch the blocking mode of what it inherits, and this process writes there, too. */
function execute({ argv: [program = "", ...argv], env }: Command, cwd: string): Promise<number> {
    return new Promise((resolve) => {
        const child = spawn(program, argv, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
        running.add(child);
        child.stdout.pipe(process.stdout, { end: false });
        child.stderr.pipe(process.stderr, { end: false });
        child.once("error", () => resolve(-1));
        child.once("close", (code) => {
            running.delete(child);
            resolve(code ?? -1);
        });
    });
}

function stopPrograms(): void {
    for (const child of running) {
        child.kill("SIGINT");
    }
}

const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
const notOffered: import("@grpc/grpc-js").handleUnaryCall<unknown, unknown> = (_, done) =>
    done({ code: grpc.status.UNIMPLEMENTED, details: "not offered by the stand-in language host" });
server.addService(LanguageRuntimeService, {
    handshake: (_, done) => done(null, new proto.LanguageHandshakeResponse()),
    getPluginInfo: (_, done) => done(null, new PluginInfo().setVersion(version)),
    // Nothing is asked for in advance: the engine then looks for each plugin when the program first needs it.
    getRequiredPlugins: (_, done) => done(null, new proto.GetRequiredPluginsResponse()),
    getRequiredPackages: (_, done) => done(null, new proto.GetRequiredPackagesResponse()),
    run: (call, done) => run(call.request).then((response) => done(null, response), done),
    about: (_, done) =>
        done(null, new proto.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
    getProgramDependencies: (_, done) => done(null, new proto.GetProgramDependenciesResponse()),
    runtimeOptionsPrompts: (_, done) => done(null, new proto.RuntimeOptionsResponse()),
    installDependencies: (call) => call.end(),
    cancel: (_, done) => {
        stopPrograms();
        done(null, new Empty());
    },
    template: notOffered,
    runPlugin: (call) => call.emit("error", { code: grpc.status.UNIMPLEMENTED, details: "not offered" }),
    generateProgram: notOffered,
    generateProject: notOffered,
    generatePackage: notOffered,
    pack: notOffered,
    link: notOffered,
} as import("@pulumi/pulumi/proto/language_grpc_pb").ILanguageRuntimeServer);

// An engine that was killed cannot end its host.
const parent = process.ppid;
setInterval(() => {
    if (process.ppid !== parent) {
        stopPrograms();
        process.exit(0);
    }
}, 500).unref();

server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) {
        throw error;
    }
    // The engine reads the port from the first line.
    process.stdout.write(`${port}\n`);
});
