import { parse as parseDomain } from "tldts";
import { toASCII } from "tr46";
import { type Parsed, parsed, refused } from "./finding";

/** Names that never leave the cluster or the VPC; an external service cannot live there. */
const INTERNAL_SUFFIXES = ["local", "localhost", "internal", "svc", "cluster.local", "home.arpa", "in-addr.arpa"];

const WRITE_A_HOST = "write the full host name, for example api.example.com";

/** A fully written out DNS name outside the mesh, in lower-case ASCII (IDNA A-labels), without trailing dot. */
export class Host {
    private constructor(readonly name: string) {}

    /**
     * Unicode is mapped by UTS 46 (non-transitional), as browsers and the firewall's SNI match do, so that one host has
     * one spelling in every layer.
     */
    static parse(text: string): Parsed<Host> {
        const written = text.trim();
        const early = refuseByShape(written);
        if (early) {
            return early;
        }
        const ascii = toASCII(written.replace(/[.。]$/u, ""), {
            checkHyphens: true,
            checkBidi: true,
            checkJoiners: true,
            useSTD3ASCIIRules: true,
            verifyDNSLength: true,
            transitionalProcessing: false,
        });
        if (ascii === null || ascii === "") {
            return refused(
                "host-not-a-dns-name",
                "a DNS name: labels of letters, digits and hyphens, 63 each, 253 in all",
                WRITE_A_HOST,
            );
        }
        return refuseByMeaning(ascii) ?? parsed(new Host(ascii));
    }

    /**
     * A host, or `*.` and a domain that one owner has as a whole. Below a public suffix anybody can register names, so a
     * wildcard there would be everybody.
     */
    static parseOrWildcard(text: string): Parsed<Host> {
        const written = text.trim();
        if (!written.startsWith("*.") || written.indexOf("*", 1) >= 0) {
            return Host.parse(text);
        }
        const domain = Host.parse(written.slice(2));
        if (domain.ok) {
            return parsed(new Host(`*.${domain.value.name}`));
        }
        return ["host-public-suffix", "host-single-label"].includes(domain.problem.code)
            ? refused(
                  "wildcard-public-suffix",
                  "a wildcard below a domain that has one owner",
                  `anybody can register names below ${written.slice(2)}; list the hosts that you call`,
              )
            : domain;
    }

    /** Whether it stands for every name below a domain. */
    get isWildcard(): boolean {
        return this.name.startsWith("*.");
    }

    toString(): string {
        return this.name;
    }
}

function refuseByShape(text: string): Parsed<never> | undefined {
    if (text === "") {
        return refused("host-empty", "a host name", WRITE_A_HOST);
    }
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || text.includes("/")) {
        return refused("host-is-a-url", "a bare host name", "drop the scheme and the path; ports go into `ports`");
    }
    if (text.includes("*")) {
        return refused(
            "host-wildcard",
            "a host name without `*`",
            "list the hosts one by one; only hosts of external services may begin with `*.`",
        );
    }
    const address = parseDomain(text.replace(/^\[|\]$/g, ""));
    if (address.isIp || /^\d{1,3}(\.\d{1,3}){3}(:\d+)?$/.test(text)) {
        return refused("host-is-an-address", "a host name", "the TLS certificate is checked by name; write the name");
    }
    if (/:\d+$/.test(text)) {
        return refused("host-with-port", "a host name without port", "put the port into `ports`");
    }
    return undefined;
}

function refuseByMeaning(ascii: string): Parsed<never> | undefined {
    const internal = INTERNAL_SUFFIXES.find((suffix) => ascii === suffix || ascii.endsWith(`.${suffix}`));
    if (internal !== undefined) {
        return refused(
            "host-internal",
            "a host outside the cluster",
            `\`.${internal}\` names never leave the cluster; in-cluster traffic needs no declaration`,
        );
    }
    if (!ascii.includes(".")) {
        return refused("host-single-label", "a name with at least two labels", WRITE_A_HOST);
    }
    const domain = parseDomain(ascii, { allowPrivateDomains: true });
    if (domain.publicSuffix === ascii) {
        return refused(
            "host-public-suffix",
            "a host below a public suffix",
            `anybody can register names below ${ascii}; list the hosts that you call`,
        );
    }
    if (/^\d+$/.test(ascii.slice(ascii.lastIndexOf(".") + 1))) {
        return refused("host-numeric-top-level", "a name whose last label is no number", WRITE_A_HOST);
    }
    return undefined;
}
