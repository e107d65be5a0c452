import type { LabAuthority } from "../certificates/lab-authority";
import type { ProbeRequest } from "../probe/probe-request";
import type { Probe } from "../scenario/probe";
import type { Scenario } from "../scenario/scenario";
import type { LabTokens } from "../tokens/lab-tokens";

/** What a probe stands on that only a running lab knows. */
export interface ProbeContext {
    readonly scenario: Scenario;
    readonly tokens: LabTokens;
    readonly caPem: string;
    /** An authority of nobody. */
    readonly stranger: LabAuthority;
    /** `$(gateway)` and the like, filled in. */
    readonly filled: (text: string) => string;
    /** The certificate of the prober's own sidecar. */
    readonly ownCertificate: () => { readonly certPem: string; readonly keyPem: string } | undefined;
}

/** A probe of a scenario as the program in the workload's namespace makes it. */
export async function probeOf(probe: Probe, context: ProbeContext): Promise<ProbeRequest> {
    const { manner, method, body, httpVersion, repeat, concurrency, dial } = probe;
    const headers = Object.entries(probe.headers).flatMap(([name, value]) =>
        (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, one]),
    );
    const token = tokenOf(probe, context);
    const clientCertificate = await certificateOf(probe, context);
    return {
        manner,
        to: withTarget(context.filled(probe.to), probe.target),
        ...(dial === undefined ? {} : { dial: addressed(context.filled(dial), context.scenario) }),
        method,
        headers: [...headers, ...(token === undefined ? [] : [token])],
        ...(body === undefined ? {} : { body }),
        httpVersion,
        repeat,
        concurrency,
        caPem: context.caPem,
        ...(clientCertificate === undefined ? {} : { clientCertificate }),
    };
}

/** The request target is sent as it is written: it stands in place of the path. */
function withTarget(to: string, target: string | undefined): string {
    if (target === undefined) {
        return to;
    }
    const [origin = to] = /^[a-z]+:\/\/[^/?#]*/.exec(to) ?? [];
    return `${origin}${target}`;
}

/** A host of the internet is dialled by its address, so that no resolver has a say in it. */
function addressed(dial: string, { internet }: Scenario): string {
    const [, name = dial, port = ""] = /^([^:]+)(:\d+)?$/.exec(dial) ?? [];
    const host = internet.find((one) => one.host === name || one.aliases?.includes(name));
    return host === undefined ? dial : `${host.address}${port}`;
}

function tokenOf({ token }: Probe, { scenario, tokens }: ProbeContext): [string, string] | undefined {
    if (token === "none") {
        return undefined;
    }
    if ("text" in token) {
        return [token.header, token.text];
    }
    const issuer = scenario.issuers.find(({ name }) => name === token.issuer);
    const written = tokens.mint({
        issuer: token.iss ?? issuer?.issuer ?? token.issuer,
        signedBy: token.signature === "bad" ? "nobody" : (issuer?.issuer ?? token.issuer),
        ...(token.signature === "none" ? { algorithm: "none" as const } : {}),
        ...(token.audience === undefined ? {} : { audience: token.audience }),
        ...(token.subject === null ? {} : { subject: token.subject ?? "workload" }),
        claims: token.claims,
        expiresIn: token.expiresIn,
    });
    return [token.header, `${token.prefix}${written}`];
}

async function certificateOf({ certificate }: Probe, { stranger, ownCertificate }: ProbeContext) {
    switch (certificate) {
        case "none":
            return undefined;
        case "selfMade":
            return await stranger.issue({ names: ["spiffe://cluster.local/ns/billing/sa/payments"], client: true });
        case "sidecar":
            return ownCertificate();
    }
}
