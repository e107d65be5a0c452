import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { withFileLockSync } from "../processes/file-lock";
import { type Account, newAccount } from "./account/account";
import { readJsonFile, writeJsonFile } from "./json-file";

/** The account as it is now; an empty one where the file does not exist yet. */
export function readAccount(file: string): Account {
    const stored = readJsonFile(file) as Partial<Account> | undefined;
    const empty = newAccount();
    // Fields a newer version added are there even when an older one wrote the file.
    return { ...empty, ...stored, settings: { ...empty.settings, ...stored?.settings } };
}

/** Changes the account as one transaction: when `change` throws, nothing is stored. */
export function changeAccount<T>(file: string, change: (account: Account) => T): T {
    mkdirSync(dirname(file), { recursive: true });
    return withFileLockSync(`${file}.lock`, () => {
        const account = readAccount(file);
        const result = change(account);
        writeJsonFile(file, account);
        return result;
    });
}
