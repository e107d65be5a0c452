import type { EgressPerimeterArgs, Mesh } from "./args";
import { type Finding, isError } from "./finding";
import { FindingCollector } from "./finding-collector";
import type { Intent } from "./intent";
import { dnsLabel } from "./kubernetes-name";
import {
    authorizersAreFew,
    hostsHaveOneAuthorizer,
    keysAreReachable,
    pathsAreCompared,
    referencesAreKnown,
    restrictionsHold,
} from "./rules/access";
import { rangesAreExclusive } from "./rules/address-space";
import { callersHaveOneCredential } from "./rules/client-credentials";
import { sourcesNarrow } from "./rules/client-sources";
import { endpointsAreServed } from "./rules/endpoints";
import { engineCarries } from "./rules/engine";
import { clientsAreFenced, servicesAreConsistent } from "./rules/external-services";
import { givenStandsOnGiven } from "./rules/given-pieces";
import { rangesAreNotInternal } from "./rules/internal-ranges";
import { sidecarsMayLeave } from "./rules/service-destinations";
import { tracesHaveAWay } from "./rules/traces-have-a-way";
import { namesAreUnique } from "./rules/unique-names";
import { wildcardsCanBeServed } from "./rules/wildcards";
import { type Section, sectionSchemas } from "./schema";
import { readAuthorizers } from "./sections/authorizers";
import { readCluster } from "./sections/cluster";
import { externalServiceIntents, readExternalServices } from "./sections/external-services";
import { readFirewall } from "./sections/firewall";
import { readGateway } from "./sections/gateway";
import { readGuard } from "./sections/guard";
import { readInfrastructure } from "./sections/infrastructure";
import { readInternet } from "./sections/internet";
import { readJwtIssuers } from "./sections/jwt-issuers";
import { readMesh } from "./sections/mesh";
import { readNamespaces } from "./sections/namespaces";
import { readSurroundings } from "./sections/surroundings";
import { readTelemetry } from "./sections/telemetry";
import { structureFindings, unknownProperty } from "./structure";

/** The intent where nothing is wrong, and every finding: warnings beside an intent, errors instead of one. */
export interface ParsedIntent<S extends Section = Section> {
    readonly intent: Pick<Intent, S> | undefined;
    readonly findings: readonly Finding[];
}

export const ALL_SECTIONS = Object.keys(sectionSchemas) as Section[];

/**
 * The one validator, for the stack config, for `EgressPerimeter` and for each component that is used alone with its
 * part of the args.
 *
 * @param name the perimeter's name; it is part of the names of what is made, so it is a DNS label of 32 at most
 * @param args the args as somebody wrote them, of unknown shape
 * @param sections which parts of the args are expected; others are unknown properties
 */
export function parseIntent<S extends Section>(name: string, args: unknown, sections: readonly S[]): ParsedIntent<S> {
    const findings = new FindingCollector();
    findings.take("name", name, dnsLabel(name, 32));
    const shaped = checkShape(args, sections, findings);

    const cluster = shaped.cluster && readCluster(shaped.cluster, findings);
    const mesh = shaped.mesh && readMesh(shaped.mesh, findings);
    const gateway = shaped.gateway && readGateway(name, shaped.gateway, findings);
    const internet = shaped.internet && readInternet(shaped.internet, findings);
    const firewall = shaped.firewall && readFirewall(shaped.firewall, findings);
    const namespaces = shaped.namespaces && readNamespaces(shaped.namespaces, findings);
    const services = readExternalServices(shaped.externalServices ?? [], findings);
    const surroundings = readSurroundings(shaped.surroundings, findings);
    const jwtIssuers = readJwtIssuers(shaped.jwtIssuers ?? [], mesh?.intent.version, findings);
    const authorizers = readAuthorizers(shaped.authorizers ?? [], findings);
    const guard = readGuard(shaped.guard ?? {}, findings);
    const infrastructure = readInfrastructure(shaped.infrastructure ?? [], findings);
    const telemetry = readTelemetry(shaped.telemetry ?? {}, findings);

    const ranges = [cluster, mesh, gateway, internet, firewall].filter((section) => section !== undefined);
    rangesAreExclusive(ranges, findings);
    givenStandsOnGiven(shaped, findings);
    rangesAreNotInternal(cluster?.others ?? [], findings);
    namesAreUnique("fenced namespace", namespaces?.names ?? [], findings);
    namesAreUnique("name of an infrastructure grant", infrastructure.names, findings);
    servicesAreConsistent(services, findings);
    wildcardsCanBeServed(services, mesh?.intent, findings);
    callersHaveOneCredential(services, findings);
    sourcesNarrow(services, cluster?.intent, findings);
    endpointsAreServed(services, mesh?.intent, gateway?.intent, findings);
    if (namespaces !== undefined) {
        clientsAreFenced(services, namespaces.names, findings);
        sidecarsMayLeave(services, namespaces.intent, findings);
    }
    namesAreUnique("name of a JWT issuer", jwtIssuers.names, findings);
    namesAreUnique("JWT issuer", jwtIssuers.issuers, findings);
    namesAreUnique("name of an authorizer", authorizers.names, findings);
    restrictionsHold(services, findings);
    hostsHaveOneAuthorizer(services, findings);
    keysAreReachable(jwtIssuers.keyHosts, services, findings);
    if (gateway !== undefined) {
        tracesHaveAWay(telemetry, gateway.intent, findings);
    }
    if (mesh !== undefined) {
        pathsAreCompared(services, mesh.intent, findings);
        authorizersAreFew(services, mesh.intent, findings);
        const declared = { mesh: shaped.mesh as Mesh, services, namespaces: shaped.namespaces ?? [] };
        engineCarries(mesh.intent, declared, findings);
    }
    // A component that is used alone has them only where it makes something of them.
    if (sections.includes("jwtIssuers" as S)) {
        const issuers = services.flatMap(({ access }) => access.issuers);
        referencesAreKnown("jwt-issuer", issuers, jwtIssuers.names, findings);
    }
    if (sections.includes("authorizers" as S)) {
        const named = services.flatMap(({ access }) => access.authorizer ?? []);
        referencesAreKnown("authorizer", named, authorizers.names, findings);
    }

    if (findings.findings.some(isError)) {
        return { intent: undefined, findings: findings.findings };
    }
    const intent = {
        cluster: cluster?.intent,
        mesh: mesh?.intent,
        gateway: gateway?.intent,
        internet: internet?.intent,
        firewall: firewall?.intent,
        namespaces: namespaces?.intent,
        externalServices: externalServiceIntents(services),
        infrastructure: infrastructure.intent,
        telemetry,
        surroundings,
        jwtIssuers: jwtIssuers.intent,
        authorizers: authorizers.intent,
        guard,
    };
    // Without an error every expected section has been read in full.
    return { intent: intent as Pick<Intent, S>, findings: findings.findings };
}

/** Issues of shape that do not keep a section from being read for what else is wrong with it. */
const READABLE_ANYWAY: ReadonlySet<string> = new Set(["too_small", "too_big", "unrecognized_keys"]);

/** The sections that can be read; whatever is wrong with the shape of any leaves its findings. */
function checkShape(
    args: unknown,
    sections: readonly Section[],
    findings: FindingCollector,
): Partial<EgressPerimeterArgs> {
    if (typeof args !== "object" || args === null || Array.isArray(args)) {
        findings.error("wrong-type", "", args, `a set of properties: ${sections.join(", ")}`, "write the properties");
        return {};
    }
    const given = args as Record<string, unknown>;
    const unknown = Object.keys(given).filter((key) => !sections.includes(key as Section));
    findings.findings.push(...unknown.map((key) => unknownProperty([key], sections)));
    const wellShaped = sections.filter((section) => {
        const outcome = sectionSchemas[section].safeParse(given[section]);
        if (!outcome.success) {
            findings.findings.push(...structureFindings(section, given[section], outcome.error));
        }
        return outcome.success || outcome.error.issues.every(({ code }) => READABLE_ANYWAY.has(code));
    });
    return Object.fromEntries(wellShaped.map((section) => [section, given[section]]));
}
