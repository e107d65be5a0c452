import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import * as path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Longer than any lab stays up, short enough that nobody keeps one. */
const DAYS = "30";
/** Upper bound of a common name in X.509; alternative names may be longer. */
const LONGEST_COMMON_NAME = 64;
const NAME = /^[A-Za-z0-9.*:_/-]+$/;

export interface IssuedCertificate {
    readonly certPem: string;
    readonly keyPem: string;
}

export interface CertificateRequest {
    /** Host names, `*.` names, addresses, or URIs such as a SPIFFE id; the first is the common name, too. */
    readonly names: readonly string[];
    /** For the client's side of a handshake; by default a server's. */
    readonly client?: boolean;
}

/** A certificate authority for one lab, thrown away with it. Keys are ECDSA: RSA ones would take most of a lab's start. */
export class LabAuthority {
    private issued = 0;

    private constructor(
        private readonly folder: string,
        readonly caPem: string,
    ) {}

    /** Makes its key and certificate in `folder`, which is made too. */
    static async create(folder: string, commonName = "asm-egress lab CA"): Promise<LabAuthority> {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        await selfSign(folder, "ca", [], {
            commonName,
            extensions: ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"],
        });
        return new LabAuthority(folder, readFileSync(path.join(folder, "ca.pem"), "utf8"));
    }

    async issue({ names, client = false }: CertificateRequest): Promise<IssuedCertificate> {
        const [first = ""] = names;
        const wrong = names.find((name) => !NAME.test(name));
        if (first === "" || wrong !== undefined) {
            throw new Error(`a certificate needs names of letters, digits and .*:_/-, got ${JSON.stringify(names)}`);
        }
        this.issued += 1;
        const role = `issued${this.issued}`;
        const ca = ["-CA", path.join(this.folder, "ca.pem"), "-CAkey", path.join(this.folder, "ca.key")];
        await selfSign(this.folder, role, ca, {
            commonName: first.slice(0, LONGEST_COMMON_NAME),
            extensions: [
                "basicConstraints=critical,CA:FALSE",
                "keyUsage=critical,digitalSignature",
                `extendedKeyUsage=${client ? "clientAuth" : "serverAuth"}`,
                `subjectAltName=${names.map(alternativeName).join(",")}`,
            ],
        });
        return {
            certPem: readFileSync(path.join(this.folder, `${role}.pem`), "utf8"),
            keyPem: readFileSync(path.join(this.folder, `${role}.key`), "utf8"),
        };
    }
}

interface CertificateContent {
    readonly commonName: string;
    readonly extensions: readonly string[];
}

/** Key and certificate in one step; signed by itself where `signer` names nobody else. */
async function selfSign(folder: string, role: string, signer: readonly string[], content: CertificateContent) {
    const file = (extension: string) => path.join(folder, `${role}.${extension}`);
    // A configuration of its own: the machine's openssl.cnf may add extensions.
    const configuration = [
        "[req]",
        "prompt = no",
        "utf8 = yes",
        "distinguished_name = name",
        "x509_extensions = extensions",
        "[name]",
        `CN = ${content.commonName}`,
        "[extensions]",
        ...content.extensions,
    ];
    writeFileSync(file("cnf"), `${configuration.join("\n")}\n`);
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", file("key")];
    const request = ["req", "-x509", "-config", file("cnf"), "-days", DAYS, "-out", file("pem")];
    try {
        await run("openssl", [...request, ...key, ...signer]);
    } catch (error) {
        const { stderr = "" } = error as { stderr?: string };
        throw new Error(`openssl made no certificate for ${content.commonName}: ${stderr.trim() || String(error)}`);
    }
}

function alternativeName(name: string): string {
    if (name.includes("://")) {
        return `URI:${name}`;
    }
    return isIP(name) === 0 ? `DNS:${name}` : `IP:${name}`;
}
