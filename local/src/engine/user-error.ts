/**
 * A problem a person can put right. The command line prints message and fix and nothing else; any other error is a
 * defect of this program and is reported as one.
 */
export class UserError extends Error {
    /** What to do about it: a command or the text to write. */
    readonly fix: string | undefined;

    constructor(message: string, fix?: string) {
        super(message);
        this.name = "UserError";
        this.fix = fix;
    }
}
