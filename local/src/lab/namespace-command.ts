/** A command line that runs a program in a network namespace, or beside this process where none is named. */
export function inNamespace(namespace: string | undefined, program: readonly string[]): readonly [string, string[]] {
    const [command = "", ...args] = namespace === undefined ? program : ["ip", "netns", "exec", namespace, ...program];
    return [command, args];
}
