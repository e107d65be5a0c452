import { BlockList } from "node:net";
import type { LayerPlan } from "../layers/plan";
import type { KubernetesObject } from "../resources/planned";

/** A request as the gateway sees it, when mutual TLS and tokens have been checked. */
export interface GatewayRequest {
    /** SPIFFE name without `spiffe://`. */
    readonly principal: string;
    /** Of the peer of the connection: the caller's Pod. */
    readonly address?: string;
    readonly host: string;
    readonly port?: number;
    readonly method?: string;
    /** Normalised, without query. */
    readonly path?: string;
    readonly headers?: Readonly<Record<string, string>>;
    /** Of a token that was found good. */
    readonly claims?: Readonly<Record<string, unknown>>;
}

interface Operation {
    readonly hosts?: string[];
    readonly ports?: string[];
    readonly methods?: string[];
    readonly paths?: string[];
}

interface Source {
    readonly principals?: string[];
    readonly requestPrincipals?: string[];
    readonly ipBlocks?: string[];
}

interface Rule {
    readonly from?: { readonly source: Source }[];
    readonly to?: { readonly operation: Operation }[];
    readonly when?: { readonly key: string; readonly values: string[] }[];
}

interface Policy {
    readonly action?: "ALLOW" | "DENY" | "CUSTOM";
    readonly provider?: { readonly name: string };
    readonly rules?: Rule[];
}

/**
 * What the AuthorizationPolicies of a plan make of a request: CUSTOM, then DENY, then ALLOW; with any ALLOW policy, what none
 * of their rules matches is denied. Written from Istio's reference ("Authorization Policy", "Authorization Policy
 * Conditions"), and reads the objects only. Fields that it does not know fail the test instead of counting as met.
 *
 * @param refusing names of providers that refuse the request; the others allow it
 */
export function isAllowed(plan: LayerPlan, request: GatewayRequest, refusing: readonly string[] = []): boolean {
    const policies = plan.resources
        .map(({ inputs }) => inputs as KubernetesObject)
        .filter(({ kind }) => kind === "AuthorizationPolicy")
        .map(({ spec }) => spec as Policy);
    const matches = (action: string) =>
        policies.filter(
            (one) => (one.action ?? "ALLOW") === action && (one.rules ?? []).some((rule) => met(rule, request)),
        );
    if (matches("CUSTOM").some(({ provider }) => refusing.includes(provider?.name ?? ""))) {
        return false;
    }
    return matches("DENY").length === 0 && matches("ALLOW").length > 0;
}

function met(rule: Rule, request: GatewayRequest): boolean {
    knownFields(rule, ["from", "to", "when"]);
    const from = rule.from === undefined || rule.from.some(({ source }) => comesFrom(source, request));
    const to = rule.to === undefined || rule.to.some(({ operation }) => goesTo(operation, request));
    return from && to && (rule.when ?? []).every(({ key, values }) => holds(key, values, request));
}

function comesFrom(source: Source, { principal, claims, address }: GatewayRequest): boolean {
    knownFields(source, ["principals", "requestPrincipals", "ipBlocks"]);
    // Compared as text, as older meshes do; newer ones compare issuer and subject apart, which allows less.
    const own = claims?.iss && claims.sub ? `${claims.iss}/${claims.sub}` : undefined;
    const near = source.ipBlocks?.some((block) => address !== undefined && isInside(address, block)) ?? true;
    return near && anyOf(source.principals, principal) && anyOf(source.requestPrincipals, own);
}

function isInside(address: string, block: string): boolean {
    const [network = "", prefix = "32"] = block.split("/");
    const blocks = new BlockList();
    blocks.addSubnet(network, Number(prefix));
    return blocks.check(address);
}

function goesTo(operation: Operation, request: GatewayRequest): boolean {
    knownFields(operation, ["hosts", "ports", "methods", "paths"]);
    const { host, port = 8443, method = "GET", path = "/" } = request;
    return (
        anyOf(
            operation.hosts?.map((pattern) => pattern.toLowerCase()),
            host.toLowerCase(),
        ) &&
        anyOf(operation.ports, String(port)) &&
        anyOf(operation.methods, method) &&
        anyOf(operation.paths, path)
    );
}

function holds(key: string, values: string[], { headers = {}, claims }: GatewayRequest): boolean {
    const header = /^request\.headers\[(.+)\]$/.exec(key)?.[1];
    if (header !== undefined) {
        return anyOf(values, headers[header]);
    }
    const names = /^request\.auth\.claims((?:\[[^\][]+\])+)$/.exec(key)?.[1]?.slice(1, -1).split("][");
    if (names === undefined) {
        throw new Error(`${key} is no condition that this evaluator knows`);
    }
    const claim = names.reduce<unknown>(
        (value, name) => (value as Record<string, unknown> | undefined)?.[name],
        claims,
    );
    const members = typeof claim === "string" ? claim.split(" ") : Array.isArray(claim) ? claim.map(String) : [];
    return members.some((member) => anyOf(values, member));
}

/** A field that is left out matches; one that is there needs a value. */
function anyOf(patterns: string[] | undefined, value: string | undefined): boolean {
    return (
        patterns === undefined || (value !== undefined && patterns.some((pattern) => matchesPattern(pattern, value)))
    );
}

function matchesPattern(pattern: string, value: string): boolean {
    if (pattern === "*") {
        return value !== "";
    }
    if (pattern.endsWith("*")) {
        return value.startsWith(pattern.slice(0, -1));
    }
    return pattern.startsWith("*") ? value.endsWith(pattern.slice(1)) : value === pattern;
}

function knownFields(object: object, known: readonly string[]): void {
    const unknown = Object.keys(object).filter((field) => !known.includes(field));
    if (unknown.length > 0) {
        throw new Error(`${unknown.join(", ")}: nothing that this evaluator knows`);
    }
}
