import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { missingForLoopback } from "../testing/loopback-outside";
import { LabAuthority } from "./lab-authority";

describe.skipIf(missingForLoopback.length > 0)(
    `the lab's certificate authority (skipped where the machine lacks: ${missingForLoopback.join("; ") || "nothing"})`,
    () => {
        let folder: string;
        let authority: LabAuthority;
        beforeAll(async () => {
            folder = mkdtempSync(path.join(tmpdir(), "authority-"));
            authority = await LabAuthority.create(path.join(folder, "one"));
        });
        afterAll(() => rmSync(folder, { recursive: true, force: true }));

        it("issues server certificates for names, wildcards and addresses", async () => {
            const { certPem } = await authority.issue({ names: ["api.example.com", "*.example.org", "203.0.113.10"] });
            const certificate = new X509Certificate(certPem);
            const ca = new X509Certificate(authority.caPem);
            expect(certificate.verify(ca.publicKey) && certificate.checkIssued(ca)).toBe(true);
            expect(certificate.subject).toBe("CN=api.example.com");
            expect(certificate.checkHost("a.example.org")).toBeDefined();
            expect(certificate.checkIP("203.0.113.10")).toBeDefined();
            expect(certificate.checkHost("evil.example")).toBeUndefined();
            expect([certificate.ca, ca.ca]).toEqual([false, true]);
            // id-kp-serverAuth (RFC 5280 §4.2.1.12)
            expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
        });

        it("issues client certificates with a SPIFFE id, which are no server's", async () => {
            const names = ["client-a", "spiffe://cluster.local/ns/shop/sa/pay"];
            const certificate = new X509Certificate((await authority.issue({ names, client: true })).certPem);
            expect(certificate.subjectAltName).toBe("DNS:client-a, URI:spiffe://cluster.local/ns/shop/sa/pay");
            expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
        });

        it("another one's certificates are not its own, also under the same name", async () => {
            const other = await LabAuthority.create(path.join(folder, "other"));
            const certificate = new X509Certificate((await other.issue({ names: ["api.example.com"] })).certPem);
            expect(certificate.verify(new X509Certificate(authority.caPem).publicKey)).toBe(false);
        });

        it("a name too long for a common name is an alternative name all the same", async () => {
            const name = `${"a".repeat(60)}.${"b".repeat(60)}.example.com`;
            const certificate = new X509Certificate((await authority.issue({ names: [name] })).certPem);
            expect(certificate.checkHost(name)).toBe(name);
        });

        it.each([[[]], [[""]], [["a.example\nCA:TRUE"]], [["a.example,DNS:b.example"]]])(
            "names %j are refused: they would write into the certificate's extensions",
            async (names) => {
                await expect(authority.issue({ names })).rejects.toThrow("a certificate needs names");
            },
        );

        it("keeps its keys where only their owner may look", () => {
            expect(statSync(path.join(folder, "one")).mode & 0o077).toBe(0);
        });
    },
);
