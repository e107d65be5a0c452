import { withFileLockSync } from "../../processes/file-lock";
import { readJsonFile, writeJsonFile } from "../json-file";

/** `invoke`: a look-up function. */
export type FaultedOperation = "create" | "read" | "update" | "delete" | "invoke";
/** `forbidden`: the caller's RAM policy does not have the action. */
export type FaultKind = "throttle" | "serverError" | "timeout" | "crashAfterCreate" | "forbidden";

/** One line of the fault file: what the API does wrong, for whom, and how many calls long. */
export interface Fault {
    /** Type token, or the token of a function. */
    type: string;
    /** Logical resource name; absent: any resource of the type. */
    name?: string;
    operation: FaultedOperation;
    fault: FaultKind;
    times: number;
}

export interface ApiCall {
    readonly type: string;
    readonly name: string;
    readonly operation: FaultedOperation;
}

/** The fault this call meets, if any; its `times` goes down by one in the file. */
export function takeFault(file: string | undefined, call: ApiCall): FaultKind | undefined {
    if (file === undefined || readJsonFile(file) === undefined) {
        return undefined;
    }
    return withFileLockSync(`${file}.lock`, () => {
        const faults = readJsonFile(file) as Fault[];
        const fault = faults.find(
            (candidate) =>
                candidate.times > 0 &&
                candidate.type === call.type &&
                candidate.operation === call.operation &&
                (candidate.name === undefined || candidate.name === call.name),
        );
        if (fault === undefined) {
            return undefined;
        }
        fault.times -= 1;
        writeJsonFile(file, faults);
        return fault.fault;
    });
}
