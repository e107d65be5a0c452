/** The process's output is its log file. */
export function log(message: string): void {
    process.stdout.write(`${new Date().toISOString()} ${message}\n`);
}
