import { execFileSync } from "node:child_process";
import * as fs from "node:fs";

/** Processes below `root`, deepest first, so that nobody is left to start another one. */
export function descendantsOf(root: number, parents: ReadonlyMap<number, number> = parentTable()): number[] {
    const found: number[] = [];
    const visit = (parent: number) => {
        for (const [pid, itsParent] of parents) {
            if (itsParent === parent && pid !== root && !found.includes(pid)) {
                visit(pid);
                found.push(pid);
            }
        }
    };
    visit(root);
    return found;
}

/** Parent by process id. Small container images often come without `ps`, so Linux is read from /proc. */
function parentTable(): Map<number, number> {
    return process.platform === "linux" ? linuxTable() : psTable();
}

function linuxTable(): Map<number, number> {
    const table = new Map<number, number>();
    for (const name of fs.readdirSync("/proc")) {
        if (!/^\d+$/.test(name)) {
            continue;
        }
        try {
            const stat = fs.readFileSync(`/proc/${name}/stat`, "utf8");
            // The command, in brackets, may itself hold spaces and brackets: the fields are counted from the last one.
            const parent = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
            table.set(Number(name), Number(parent));
        } catch {
            // Ended while the folder was being read.
        }
    }
    return table;
}

function psTable(): Map<number, number> {
    const table = new Map<number, number>();
    for (const line of execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).split("\n")) {
        const [pid, parent] = line.trim().split(/\s+/).map(Number);
        if (pid !== undefined && parent !== undefined) {
            table.set(pid, parent);
        }
    }
    return table;
}
