import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { KubeconfigError, readKubeconfig } from "./kubeconfig";

const base64 = (text: string) => Buffer.from(text).toString("base64");

const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "one",
    contexts: [
        { name: "one", context: { cluster: "local", user: "admin", namespace: "team" } },
        { name: "two", context: { cluster: "other", user: "nobody" } },
    ],
    clusters: [
        { name: "local", cluster: { server: "https://127.0.0.1:6443", "certificate-authority-data": base64("CA") } },
        { name: "other", cluster: { server: "https://[::1]:6443", "insecure-skip-tls-verify": true } },
    ],
    users: [
        { name: "admin", user: { token: "t0ken" } },
        { name: "nobody", user: { "client-certificate-data": base64("CERT"), "client-key-data": base64("KEY") } },
    ],
};

let folder: string;
beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
}

function problemOf(source: unknown, choice = {}): KubeconfigError {
    try {
        readKubeconfig(source, choice);
    } catch (error) {
        if (error instanceof KubeconfigError) return error;
        throw error;
    }
    return expect.unreachable("the kubeconfig was expected to be refused");
}

describe("a kubeconfig is read", () => {
    test.each([
        ["an object", () => config],
        ["YAML", () => stringify(config)],
        ["JSON", () => JSON.stringify(config)],
        ["the path of a file", () => written("config.yaml", stringify(config))],
    ])("from %s", (_, source) => {
        const access = readKubeconfig(source());
        expect(access.server.href).toBe("https://127.0.0.1:6443/");
        expect(access.token).toBe("t0ken");
        expect(access.namespace).toBe("team");
        expect(access.tls).toEqual({ ca: Buffer.from("CA"), rejectUnauthorized: true });
    });

    test("with the context that was chosen instead of the current one", () => {
        const access = readKubeconfig(config, { context: "two" });
        expect(access.server.hostname).toBe("[::1]");
        expect(access.tls).toEqual({
            cert: Buffer.from("CERT"),
            key: Buffer.from("KEY"),
            rejectUnauthorized: false,
        });
        expect(access.token).toBeUndefined();
    });

    test("with files named relative to its own folder", () => {
        written("ca.pem", "CA FILE");
        written("token", "from file\n");
        const path = written(
            "relative.yaml",
            stringify({
                ...config,
                clusters: [{ name: "local", cluster: { server: "https://x:1", "certificate-authority": "ca.pem" } }],
                users: [{ name: "admin", user: { tokenFile: "token" } }],
            }),
        );
        const access = readKubeconfig(path);
        expect(access.tls.ca?.toString()).toBe("CA FILE");
        expect(access.token).toBe("from file");
    });
});

describe("a kubeconfig is refused", () => {
    test.each([
        ["an empty text", "", "is empty"],
        ["nothing", undefined, "is empty"],
        ["a path to nowhere", "/nowhere/config", "cannot read kubeconfig file /nowhere/config (ENOENT)"],
        ["several lines that are no kubeconfig", "a\nb: [", "is neither YAML nor JSON of a kubeconfig"],
        ["no current context", { ...config, "current-context": "" }, "has no current-context; set `context`"],
        ["no clusters", { ...config, clusters: [] }, 'has no cluster "local" (clusters: none)'],
        [
            "a server that is no address",
            { ...config, clusters: [{ name: "local", cluster: { server: "127.0.0.1" } }] },
            'cluster "local" has no valid server address',
        ],
        [
            "a user that needs a program to log in",
            { ...config, users: [{ name: "admin", user: { exec: { command: "aliyun" } } }] },
            'user "admin" has `exec`; the local plugin knows a token and a client certificate only',
        ],
        [
            "a missing CA file",
            {
                ...config,
                clusters: [{ name: "local", cluster: { server: "https://x", "certificate-authority": "/no/ca" } }],
            },
            "cannot read certificate-authority file /no/ca (ENOENT)",
        ],
    ])("with %s", (_, source, message) => {
        const problem = problemOf(source);
        expect(problem.message).toBe(message);
        expect(problem.field).toBe("kubeconfig");
    });

    test("at the context, if that is what it does not have", () => {
        const problem = problemOf(config, { context: "three" });
        expect(problem.field).toBe("context");
        expect(problem.message).toBe('has no context "three" (contexts: one, two)');
    });

    test("without repeating what is in it", () => {
        const source = 'users:\n- user: {token: "s3cret", "x\n';
        expect(problemOf(source).message).not.toContain("s3cret");
    });
});
