import type { AuthorizerIntent } from "../access-intent";
import { AuthorizerProtocol, type ExternalAuthorizer } from "../args";
import { type Parsed, parsed, refused } from "../finding";
import type { FindingCollector, Located } from "../finding-collector";
import { headerNames } from "../http-names";
import { dnsLabel } from "../kubernetes-name";

export interface AuthorizersReading {
    readonly intent: readonly AuthorizerIntent[];
    readonly names: readonly Located<string>[];
}

const HTTP_ONLY = ["pathPrefix", "headersToAuthorizer", "headersToExternalService", "headersToWorkload"] as const;

export function readAuthorizers(
    authorizers: readonly ExternalAuthorizer[],
    findings: FindingCollector,
): AuthorizersReading {
    const intent = authorizers.map((authorizer, index) => {
        const path = `authorizers[${index}]`;
        const { name, service, port } = authorizer;
        // With the type and the perimeter before it, it is a provider's name, which has 63 letters at most.
        findings.take(`${path}.name`, name, dnsLabel(name, 18));
        findings.take(`${path}.service`, service, inMesh(service));
        checkProtocol(path, authorizer, findings);
        warnOfFailOpen(path, authorizer, findings);
        const headers = (property: "headersToAuthorizer" | "headersToExternalService" | "headersToWorkload") =>
            findings
                .takeEach(`${path}.${property}`, authorizer[property] ?? [], headerNames)
                .map(({ value }) => value)
                .sort();
        return {
            name,
            protocol: authorizer.protocol ?? AuthorizerProtocol.Http,
            service,
            port,
            podPort: authorizer.podPort ?? port,
            timeoutMilliseconds: authorizer.timeoutMilliseconds ?? 2000,
            failOpen: authorizer.failOpen ?? false,
            statusOnError: authorizer.statusOnError ?? 403,
            ...(authorizer.pathPrefix !== undefined && { pathPrefix: authorizer.pathPrefix }),
            headersToAuthorizer: headers("headersToAuthorizer"),
            headersToExternalService: headers("headersToExternalService"),
            headersToWorkload: headers("headersToWorkload"),
        };
    });
    return {
        intent: intent.sort((a, b) => (a.name < b.name ? -1 : 1)),
        names: authorizers.map(({ name }, index) => ({ path: `authorizers[${index}].name`, value: name })),
    };
}

/** Outside the mesh the hop would need a way out of its own, and what decides about egress would be behind it. */
function inMesh(service: string): Parsed<string> {
    return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?[.][a-z0-9]([-a-z0-9]*[a-z0-9])?[.]svc([.][-a-z0-9]+)+$/.test(service)
        ? parsed(service)
        : refused(
              "authorizer-not-in-mesh",
              "the full host of a Kubernetes Service: authz.security.svc.cluster.local",
              "run the authorization service in the mesh, and write its Service's host",
          );
}

function checkProtocol(path: string, authorizer: ExternalAuthorizer, findings: FindingCollector): void {
    const { protocol, pathPrefix } = authorizer;
    for (const property of HTTP_ONLY) {
        if (protocol === AuthorizerProtocol.Grpc && authorizer[property] !== undefined) {
            findings.error(
                "authorizer-http-only",
                `${path}.${property}`,
                authorizer[property],
                "nothing: over gRPC the service sees the whole request and answers with headers of its own",
                "remove it, or choose the protocol Http",
            );
        }
    }
    if (pathPrefix !== undefined && !pathPrefix.startsWith("/")) {
        findings.error(
            "authorizer-path-not-absolute",
            `${path}.pathPrefix`,
            pathPrefix,
            "a path that begins with `/`",
            `write /${pathPrefix}`,
        );
    }
}

function warnOfFailOpen(path: string, { failOpen }: ExternalAuthorizer, findings: FindingCollector): void {
    if (failOpen === true) {
        findings.warning(
            "authorizer-fails-open",
            `${path}.failOpen`,
            failOpen,
            "false: whoever keeps the service from answering gets every request through",
            "leave it out once refusals while the service is down can be borne",
        );
    }
}
