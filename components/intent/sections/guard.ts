import type { GuardOptions } from "../args";
import { type Parsed, parsed, refused } from "../finding";
import { type FindingCollector, sortedValues } from "../finding-collector";
import type { GuardIntent } from "../intent";

export function readGuard(guard: GuardOptions, findings: FindingCollector): GuardIntent {
    const enabled = guard.enabled ?? true;
    if (!enabled) {
        findings.warning(
            "guard-off",
            "guard.enabled",
            enabled,
            "true: else a workload may leave its sidecar out, and only the network and the firewall hold it",
            "switch it back on, or leave single namespaces out by `namespaces[].guard`",
        );
    }
    const given = findings.takeEach("guard.proxyImagePrefixes", guard.proxyImagePrefixes ?? [], imagePrefix);
    return {
        enabled,
        ...(guard.proxyImagePrefixes && {
            proxyImagePrefixes: sortedValues(given, (a, b) => (a < b ? -1 : Number(a > b))),
        }),
    };
}

/** `registry.example.com/mesh` is also the beginning of `registry.example.com/mesh-of-somebody-else`. */
function imagePrefix(text: string): Parsed<string> {
    return /^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9._-]+)*[/:@]$/.test(text) && text.includes("/")
        ? parsed(text)
        : refused(
              "image-prefix-malformed",
              "a registry and the beginning of an image's name, up to and with `/`, `:` or `@`",
              "write it as `registry.example.com/mesh/proxyv2:`",
          );
}
