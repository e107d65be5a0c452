/** Where long work reports to. The console version is in `console-progress.ts`; tests record the calls. */
export interface Progress {
    /** Begins one piece of work; at most one is open at a time. */
    begin(subject: string, doing: string): ProgressLine;
    /** A single line that needs no ending: why a way was not taken. */
    note(subject: string, message: string): void;
}

export interface ProgressLine {
    /** Replaces what is said about the work; elapsed time is added by the receiver. */
    update(doing: string): void;
    done(result: string): void;
    fail(reason: string): void;
}

export const silentProgress: Progress = {
    begin: () => ({ update: () => {}, done: () => {}, fail: () => {} }),
    note: () => {},
};
