import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { changeAccount, readAccount } from "./account-file";

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
