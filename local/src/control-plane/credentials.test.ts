import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { controlPlaneFolder, makeFolders } from "./control-plane-folder";
import {
    ensureServiceAccountKey,
    ensureTokens,
    kubeconfig,
    parseTokens,
    readCertificateAuthority,
    tokenFile,
    writeKubeconfigs,
} from "./credentials";

let root: string;
beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "credentials-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const modeOf = (file: string) => statSync(file).mode & 0o777;

describe("tokens", () => {
    it("are made once, differ, and are for the owner's eyes only", () => {
        const file = path.join(root, "tokens.csv");
        const tokens = ensureTokens(file);
        expect(new Set(Object.values(tokens)).size).toBe(3);
        expect(ensureTokens(file)).toEqual(tokens);
        expect(modeOf(file)).toBe(0o600);
    });
    it("only the admin is in a group", () => {
        expect(tokenFile({ admin: "a", mesh: "m", cluster: "c" })).toBe(
            'a,admin,admin,"system:masters"\nm,mesh,mesh\nc,cluster,cluster\n',
        );
    });
    it.each(["", "a,admin,admin", "a,admin,admin\n,mesh,mesh\nc,cluster,cluster"])(
        "%j holds not all three",
        (content) => {
            expect(parseTokens(content)).toBeUndefined();
        },
    );
    it("a damaged file is replaced", () => {
        const file = path.join(root, "tokens.csv");
        writeFileSync(file, "a,adm");
        expect(parseTokens(readFileSync(file, "utf8"))).toBeUndefined();
        expect(parseTokens(tokenFile(ensureTokens(file)))).toEqual(ensureTokens(file));
    });
});

describe("a kubeconfig", () => {
    const access = { server: "https://127.0.0.1:1234", ca: "CA\n", user: "mesh", token: "secret" } as const;

    it("names the user, its token and the CA", () => {
        expect(parse(kubeconfig(access))).toEqual({
            apiVersion: "v1",
            kind: "Config",
            "current-context": "mesh",
            clusters: [
                {
                    name: "asm-egress-local",
                    cluster: { server: "https://127.0.0.1:1234", "certificate-authority-data": "Q0EK" },
                },
            ],
            users: [{ name: "mesh", user: { token: "secret" } }],
            contexts: [{ name: "mesh", context: { cluster: "asm-egress-local", user: "mesh" } }],
        });
    });
    it("is private, holds no other user's token, and is left alone while nothing changes", () => {
        const folder = controlPlaneFolder(root);
        makeFolders(folder);
        const tokens = { admin: "token-a", mesh: "token-m", cluster: "token-c" };
        writeKubeconfigs(folder, access.server, access.ca, tokens);
        const { ino } = statSync(folder.kubeconfig.mesh);
        writeKubeconfigs(folder, access.server, access.ca, tokens);
        expect(statSync(folder.kubeconfig.mesh).ino).toBe(ino);
        expect(modeOf(folder.kubeconfig.mesh)).toBe(0o600);
        expect(readFileSync(folder.kubeconfig.mesh, "utf8")).not.toMatch(/token-a|token-c/);
    });
});

it("the folders are for the owner's eyes only", () => {
    const folder = controlPlaneFolder(path.join(root, "world"));
    makeFolders(folder);
    expect([folder.root, folder.etcdData, folder.certificates].map(modeOf)).toEqual([0o700, 0o700, 0o700]);
});

it("the key that signs ServiceAccount tokens is made once", () => {
    const file = path.join(root, "key");
    ensureServiceAccountKey(file);
    const key = readFileSync(file, "utf8");
    expect(key).toContain("BEGIN RSA PRIVATE KEY");
    ensureServiceAccountKey(file);
    expect(readFileSync(file, "utf8")).toBe(key);
});

it.each([
    ["absent", undefined],
    ["empty", ""],
    ["half written", "-----BEGIN CERTIFICATE-----\nMIID"],
    ["no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"],
])("a certificate file that is %s has no CA yet", (_, content) => {
    const file = path.join(root, "apiserver.crt");
    mkdirSync(root, { recursive: true });
    if (content !== undefined) {
        writeFileSync(file, content);
    }
    expect(readCertificateAuthority(file)).toBeUndefined();
});
