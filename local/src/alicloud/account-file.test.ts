import { fork } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { changeAccount, readAccount } from "./account-file";
import { withFileLock } from "./file-lock";

function accountFile(): string {
    const folder = mkdtempSync(join(tmpdir(), "account-file-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return join(folder, "nested", "account.json");
}

describe("the account file", () => {
    it("is an empty account before it exists", () => {
        expect(readAccount(accountFile()).vswitches).toEqual({});
    });

    it("keeps a change and nothing beside it", () => {
        const file = accountFile();
        changeAccount(file, (account) => {
            account.region = "cn-hangzhou";
        });
        expect(readAccount(file).region).toBe("cn-hangzhou");
        expect(readdirSync(join(file, ".."))).toEqual(["account.json"]);
    });

    it("keeps nothing of a change that throws, and is free for the next", () => {
        const file = accountFile();
        const refused = () =>
            changeAccount(file, (account) => {
                account.region = "cn-hangzhou";
                throw new Error("refused");
            });
        expect(refused).toThrow("refused");
        expect(readAccount(file).region).toBeUndefined();
        expect(changeAccount(file, () => "next")).toBe("next");
    });

    it("that is no JSON is an error that names it", () => {
        const file = accountFile();
        changeAccount(file, () => undefined);
        writeFileSync(file, "{");
        expect(() => readAccount(file)).toThrow(file);
    });

    it("of an older version gains what was added since", () => {
        const file = accountFile();
        changeAccount(file, () => undefined);
        writeFileSync(file, JSON.stringify({ region: "cn-hangzhou", settings: { policyQuota: 5 } }));
        expect(readAccount(file)).toMatchObject({
            region: "cn-hangzhou",
            settings: { policyQuota: 5, ruleLagSeconds: 0 },
            eips: {},
        });
    });
});

describe("the lock of a file", () => {
    it("of a process that died is broken", () => {
        const file = join(accountFile(), "..", "..", "account.json");
        // No process has this number: it is above the largest that Linux gives out.
        writeFileSync(`${file}.lock`, "99999999 left-behind");
        expect(withFileLock(file, () => "inside")).toBe("inside");
        expect(existsSync(`${file}.lock`)).toBe(false);
    });

    it("lets several processes add to one file without losing anything", async () => {
        const file = join(accountFile(), "..", "..", "counter.json");
        writeFileSync(file, "0");
        const program = join(file, "..", "count.mts");
        writeFileSync(
            program,
            `import { readFileSync, writeFileSync } from "node:fs";
            const { withFileLock } = await import(${JSON.stringify(join(import.meta.dirname, "file-lock.ts"))});
            for (let i = 0; i < 50; i += 1)
                withFileLock(${JSON.stringify(file)}, () =>
                    writeFileSync(${JSON.stringify(file)}, String(Number(readFileSync(${JSON.stringify(file)}, "utf8")) + 1)));`,
        );
        const children = [1, 2, 3].map(() =>
            fork(program, { execArgv: ["--no-warnings", "--experimental-strip-types"] }),
        );
        const codes = await Promise.all(children.map((child) => new Promise((resolve) => child.on("exit", resolve))));
        expect(codes).toEqual([0, 0, 0]);
        expect(readFileSync(file, "utf8")).toBe("150");
    });
});
