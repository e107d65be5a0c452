#!/usr/bin/env node
import { Command } from "commander";
import { configFileOf, DEFAULT_CONFIG, terminal } from "./commands/context";
import { type EndOptions, reset, stop } from "./commands/end";
import { exitCodeOf, renderError } from "./commands/failure";
import { labDown, labLogs, labShell, labUp } from "./commands/lab";
import { type OperateOptions, operate } from "./commands/operate";
import { status } from "./commands/status";
import { changeLine, upSummary } from "./commands/summary";
import { type VerifyOptions, verify } from "./commands/verify";
import { readStackConfig } from "./engine/config-file";

const program = new Command("asm-egress-local").description(
    "Runs the stack on this machine: real engine, real API server, simulated Alibaba Cloud. No account is needed.",
);

command("up", "bring the stack up, and the control plane with it", true)
    .option("--refresh", "look at what is really there first")
    .action((options: OperateOptions) =>
        run(options, () => {
            const { perimeter } = readStackConfig(configFileOf(options.config));
            return operate("up", options, (world, result) => upSummary(world, result, perimeter));
        }),
    );
command("preview", "show what up would do", true)
    .option("--refresh", "look at what is really there first")
    .action((options: OperateOptions) =>
        run(options, () => operate("preview", options, (_, result) => `\nPreview: ${changeLine("preview", result)}.`)),
    );
command("refresh", "bring the state in line with what is really there", true).action((options: OperateOptions) =>
    run(options, () => operate("refresh", options, (_, result) => `\nRefreshed: ${changeLine("refresh", result)}.`)),
);
command("destroy", "remove what the stack made; the control plane stays up", true).action((options: OperateOptions) =>
    run(options, () => operate("destroy", options, (_, result) => `\nDestroyed: ${changeLine("destroy", result)}.`)),
);
command("status", "show what is there, and whose it is", true).action((options: OperateOptions) =>
    run(options, () => status(options)),
);
command("stop", "stop the control plane and keep all state", false)
    .option("--all", "every stack of this project")
    .action((options: EndOptions) => run(options, () => stop(options)));
command("reset", "stop the control plane and remove all local state", false)
    .option("--all", "every stack of this project")
    .action((options: EndOptions) => run(options, () => reset(options)));

const VERBOSE = ["--verbose", "on failure show stack traces"] as const;

program
    .command("verify")
    .description("try scenarios with real packets, and compare what happens with what they expect (Linux, root)")
    .argument("<files...>", "scenario files")
    .option("--json", "print the result as JSON and nothing else")
    .option("--keep", "leave the lab of the last scenario up until Ctrl-C")
    .option(...VERBOSE)
    .action((files: string[], options: VerifyOptions) => run(options, () => verify(files, options)));

const lab = program.command("lab").description("look around in the packet lab (Linux, root)");
lab.command("up")
    .description("bring the lab to a scenario and leave it there until Ctrl-C")
    .argument("<file>", "scenario file")
    .option(...VERBOSE)
    .action((file: string, options: { verbose?: boolean }) => run(options, () => labUp(file)));
lab.command("down")
    .description("take the lab down")
    .action(() => run({}, () => labDown()));
lab.command("shell")
    .description("open a shell on a machine of the lab, as its application runs")
    .argument("<workload>", "a workload of the scenario, or gateway")
    .action((name: string) => run({}, () => labShell(name)));
lab.command("logs")
    .description("print the access log of a machine's proxy")
    .argument("<workload>", "a workload of the scenario, or gateway")
    .action((name: string) => run({}, () => labLogs(name)));

function command(name: string, description: string, json: boolean): Command {
    const added = program
        .command(name)
        .description(description)
        .option("--config <file>", "configuration of the stack, Pulumi.<stack>.yaml", DEFAULT_CONFIG)
        .option("--verbose", "on failure show stack traces and what the engine said");
    return json ? added.option("--json", "print the result as JSON and nothing else") : added;
}

async function run(options: { readonly verbose?: boolean }, action: () => Promise<number>): Promise<void> {
    try {
        process.exitCode = await action();
    } catch (error) {
        terminal.err(renderError(error, terminal.paintError, options.verbose));
        process.exitCode = exitCodeOf(error);
    }
}

program.parseAsync().catch((error: unknown) => {
    terminal.err(renderError(error, terminal.paintError));
    process.exitCode = exitCodeOf(error);
});
