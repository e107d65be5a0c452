import { generateKeyPairSync, randomBytes, X509Certificate } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import * as path from "node:path";
import { stringify } from "yaml";
import { type ControlPlaneFolder, type UserName, writePrivateFile } from "./control-plane-folder";

export type Tokens = Readonly<Record<UserName, string>>;

const USERS: readonly UserName[] = ["admin", "mesh", "cluster"];
const RENEWAL_MILLISECONDS = 30 * 24 * 3600 * 1000;

/** Tokens of the three users, made once. The file is what `--token-auth-file` reads. */
export function ensureTokens(file: string): Tokens {
    const earlier = existsSync(file) ? parseTokens(readFileSync(file, "utf8")) : undefined;
    if (earlier !== undefined) {
        return earlier;
    }
    const tokens: Tokens = { admin: newToken(), mesh: newToken(), cluster: newToken() };
    writePrivateFile(file, tokenFile(tokens));
    return tokens;
}

/** `token,user,uid,"groups"`. Only the admin is in a group: system:masters passes every authorization check. */
export function tokenFile(tokens: Tokens): string {
    return USERS.map((user) => `${tokens[user]},${user},${user}${user === "admin" ? ',"system:masters"' : ""}\n`).join(
        "",
    );
}

export function parseTokens(content: string): Tokens | undefined {
    const found = new Map(
        content.split("\n").map((line) => {
            const [token = "", user = ""] = line.split(",");
            return [user, token];
        }),
    );
    const [admin, mesh, cluster] = USERS.map((user) => found.get(user));
    return admin && mesh && cluster ? { admin, mesh, cluster } : undefined;
}

/** The key that signs ServiceAccount tokens; a new one would invalidate those that workloads hold. */
export function ensureServiceAccountKey(file: string): void {
    if (existsSync(file)) {
        return;
    }
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    writePrivateFile(file, privateKey.export({ type: "pkcs1", format: "pem" }).toString());
}

/** The API server's own certificate lives for a year and it never looks at the date: without this it would just stop working. */
export function removeExpiringCertificate(folder: ControlPlaneFolder, now = Date.now()): void {
    const certificate = readCertificates(folder.servingCertificate)[0];
    if (certificate !== undefined && certificate.validToDate.getTime() - now < RENEWAL_MILLISECONDS) {
        rmSync(folder.servingCertificate, { force: true });
        rmSync(path.join(folder.certificates, "apiserver.key"), { force: true });
    }
}

/** CA of the certificate that the API server made for itself, or undefined while there is none yet. */
export function readCertificateAuthority(file: string): string | undefined {
    // The file holds the serving certificate and, after it, the CA that signed it.
    return readCertificates(file)
        .find((certificate) => certificate.ca)
        ?.toString();
}

/** Writes one kubeconfig per user. */
export function writeKubeconfigs(folder: ControlPlaneFolder, server: string, ca: string, tokens: Tokens): void {
    for (const user of USERS) {
        const content = kubeconfig({ server, ca, user, token: tokens[user] });
        const file = folder.kubeconfig[user];
        // An unchanged file is left alone: other programs may watch it.
        if (!existsSync(file) || readFileSync(file, "utf8") !== content) {
            writePrivateFile(file, content);
        }
    }
}

export function kubeconfig(access: {
    readonly server: string;
    readonly ca: string;
    readonly user: UserName;
    readonly token: string;
}): string {
    const name = "asm-egress-local";
    const { server, ca, user, token } = access;
    return stringify({
        apiVersion: "v1",
        kind: "Config",
        "current-context": user,
        clusters: [{ name, cluster: { server, "certificate-authority-data": Buffer.from(ca).toString("base64") } }],
        users: [{ name: user, user: { token } }],
        contexts: [{ name: user, context: { cluster: name, user } }],
    });
}

function newToken(): string {
    return randomBytes(24).toString("base64url");
}

function readCertificates(file: string): X509Certificate[] {
    try {
        const blocks = readFileSync(file, "utf8").match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
        return (blocks ?? []).map((block) => new X509Certificate(block));
    } catch {
        // Absent, or caught while it is being written.
        return [];
    }
}
