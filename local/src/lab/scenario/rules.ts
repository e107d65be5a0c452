import type { Action } from "./action";
import type { Finding } from "./finding";
import { nameOf, PLACES, type Probe } from "./probe";
import type { Scenario } from "./scenario";

type Checked = Omit<Scenario, "id" | "file">;

/** What parts of a scenario say about each other: every reference is known, every name stands for one thing. */
export function ruleFindings(scenario: Checked): Finding[] {
    return [
        ...worldFindings(scenario),
        ...scenario.probes.flatMap((probe, index) => probeFindings(scenario, probe, `probes[${index}]`)),
        ...scenario.actions.flatMap((action, index) => actionFindings(scenario, action, `actions[${index}]`)),
        ...removalFindings(scenario),
        ...unique("probes", scenario.probes.map(nameOf), "name"),
    ];
}

function worldFindings({
    internet,
    workloads,
    services,
    secrets,
    issuers,
    vpc,
    perimeter,
    without,
    remove,
}: Checked): Finding[] {
    const places: readonly string[] = PLACES;
    const reserved = workloads.flatMap(({ name }, index) =>
        places.includes(name)
            ? [
                  finding(
                      "reserved-name",
                      `workloads[${index}].name`,
                      name,
                      `none of ${places.join(", ")}`,
                      "give it another name",
                  ),
              ]
            : [],
    );
    const twice = remove.flatMap(({ layer }, index) =>
        without.includes(layer)
            ? [
                  finding(
                      "layer-left-out-already",
                      `remove[${index}].layer`,
                      layer,
                      "a layer that is there",
                      "take it out of `without`",
                  ),
              ]
            : [],
    );
    return [
        ...unique(
            "internet",
            internet.map(({ host }) => host),
            "host",
        ),
        ...unique(
            "internet",
            internet.map(({ address }) => address),
            "address",
        ),
        ...unique(
            "workloads",
            workloads.map(({ name }) => name),
            "name",
        ),
        ...unique(
            "services",
            services.map(({ name }) => name),
            "name",
        ),
        ...unique(
            "secrets",
            secrets.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`),
            "name",
        ),
        ...unique(
            "issuers",
            issuers.map(({ name }) => name),
            "name",
        ),
        ...reserved,
        ...twice,
        ...natFindings(vpc.foreignNatGateway, perimeter),
    ];
}

/** The first NAT gateway of a VPC has its route in the system route table; the perimeter's is not that one then. */
function natFindings(foreign: boolean, perimeter: Record<string, unknown>): Finding[] {
    const internet = perimeter.internet;
    const named = typeof internet === "object" && internet !== null && "systemRouteTableId" in internet;
    return foreign && named
        ? [
              finding(
                  "system-route-table-is-taken",
                  "vpc.foreignNatGateway",
                  true,
                  "no perimeter.internet.systemRouteTableId: that table leads to the other NAT gateway",
                  "write `systemRouteTableId: null` below perimeter.internet",
              ),
          ]
        : [];
}

function probeFindings(scenario: Checked, probe: Probe, path: string): Finding[] {
    const places: readonly string[] = [...scenario.workloads.map(({ name }) => name), ...PLACES];
    const hosts = hostNames(scenario);
    const workload = scenario.workloads.find(({ name }) => name === probe.from);
    return [
        ...known("unknown-workload", `${path}.from`, probe.from, places),
        ...placeholderFindings(scenario, `${path}.to`, probe.to),
        ...placeholderFindings(scenario, `${path}.dial`, probe.dial ?? ""),
        ...dialFindings(probe, path, hosts),
        ...schemeFindings(probe, path),
        ...(typeof probe.token === "object" && "issuer" in probe.token
            ? known(
                  "unknown-issuer",
                  `${path}.token.issuer`,
                  probe.token.issuer,
                  scenario.issuers.map(({ name }) => name),
              )
            : []),
        ...[probe.seen?.host, ...Object.keys(probe.seen?.requestsAt ?? {})].flatMap((host) =>
            host === undefined
                ? []
                : known("unknown-host", `${path}.seen`, host, [...hosts, ...scenario.services.map(({ name }) => name)]),
        ),
        ...(probe.expect === "denied" && probe.seen !== undefined
            ? [
                  finding(
                      "seen-of-a-denied-probe",
                      `${path}.seen`,
                      probe.seen,
                      "nothing: a denied probe is seen by nobody",
                      "leave `seen` out, or expect `allowed`",
                  ),
              ]
            : []),
        ...(probe.expect === "allowed" && probe.by !== undefined
            ? [
                  finding(
                      "decider-of-an-allowed-probe",
                      `${path}.by`,
                      probe.by,
                      "nothing: every layer has to allow it",
                      "leave `by` out, or expect `denied`",
                  ),
              ]
            : []),
        ...(workload?.admission === "refused" && (probe.expect === "allowed" || probe.by?.includes("guard") === false)
            ? [
                  finding(
                      "workload-is-refused",
                      path,
                      `${probe.expect} for a workload that is refused`,
                      "expect: denied, by: guard",
                      "correct the probe, or the workload's `admission`",
                  ),
              ]
            : []),
        ...(probe.concurrency > probe.repeat
            ? [
                  finding(
                      "more-at-once-than-in-all",
                      `${path}.concurrency`,
                      probe.concurrency,
                      `at most repeat, ${probe.repeat}`,
                      "raise `repeat`",
                  ),
              ]
            : []),
    ];
}

/** Manners that say where something goes and not what it is: that is the URL's to say, or nothing would be tried. */
const SCHEMED: readonly string[] = ["bypassSidecar", "rawIp", "ipv6"];

function schemeFindings({ manner, to }: Probe, path: string): Finding[] {
    return SCHEMED.includes(manner) && !/^(https?|tls|tcp|udp):[/][/]/.test(to)
        ? [finding("no-scheme", `${path}.to`, to, "http, https, tls, tcp or udp before ://", `write tcp://${to}`)]
        : [];
}

const DIALS: readonly string[] = ["forgedSni", "forgedHost", "dns"];

function dialFindings(probe: Probe, path: string, hosts: readonly string[]): Finding[] {
    if (DIALS.includes(probe.manner) && probe.dial === undefined) {
        return [
            finding("no-address-to-dial", `${path}.dial`, undefined, `what ${probe.manner} really dials`, "add `dial`"),
        ];
    }
    const name = probe.dial?.replace(/:\d+$/, "") ?? "";
    // Whatever has a letter of the alphabet and no placeholder is a name, and names have to be somewhere.
    return /[a-z]/.test(name) && !name.includes("$") && !name.includes("[")
        ? known("unknown-host", `${path}.dial`, name, hosts)
        : [];
}

function placeholderFindings({ workloads }: Checked, path: string, text: string): Finding[] {
    const names = workloads.map(({ name }) => name);
    return [...text.matchAll(/[$][(]([^)]*)[)]/g)].flatMap(([whole, inner = ""]) => {
        const [, workload] = /^workload:(.*)$/.exec(inner) ?? [];
        if (workload !== undefined) {
            return known("unknown-workload", path, workload, names);
        }
        return known("unknown-placeholder", path, whole, ["$(gateway)", "$(gatewayService)", "$(workload:NAME)"]);
    });
}

function actionFindings(scenario: Checked, action: Action, path: string): Finding[] {
    const servers = [action.stop, action.start].filter((server) => server !== undefined);
    return [
        ...known("unknown-probe", `${path}.before`, action.before, scenario.probes.map(nameOf)),
        ...servers.flatMap((server) =>
            "service" in server
                ? known(
                      "unknown-service",
                      path,
                      server.service,
                      scenario.services.map(({ name }) => name),
                  )
                : known(
                      "unknown-host",
                      path,
                      `${server.host}:${server.port}`,
                      scenario.internet.flatMap(({ host, services }) => services.map(({ port }) => `${host}:${port}`)),
                  ),
        ),
    ];
}

function removalFindings({ remove, probes }: Checked): Finding[] {
    const denied = probes.filter(({ expect }) => expect === "denied").map(nameOf);
    return remove.flatMap(({ by, opens }, index) => [
        ...Object.keys(by).flatMap((name) => known("unknown-probe", `remove[${index}].by`, name, denied)),
        ...opens.flatMap((name) => known("unknown-probe", `remove[${index}].opens`, name, denied)),
    ]);
}

function hostNames({ internet }: Checked): string[] {
    return internet.flatMap(({ host, aliases = [] }) => [host, ...aliases]);
}

function known(code: string, path: string, value: string, names: readonly string[]): Finding[] {
    const expected = names.length === 0 ? "nothing: there is none" : `one of ${names.join(", ")}`;
    return names.includes(value) ? [] : [finding(code, path, value, expected, "correct the name, or declare it")];
}

function unique(list: string, values: readonly string[], property: string): Finding[] {
    return values.flatMap((value, index) =>
        values.indexOf(value) === index
            ? []
            : [
                  finding(
                      "not-unique",
                      `${list}[${index}].${property}`,
                      value,
                      `a ${property} of its own; ${list}[${values.indexOf(value)}] has this one`,
                      "give it another one",
                  ),
              ],
    );
}

function finding(code: string, path: string, got: unknown, expected: string, fix: string): Finding {
    return { code, path, got: typeof got === "string" ? JSON.stringify(got) : shownOr(got), expected, fix };
}

function shownOr(got: unknown): string {
    return got === undefined ? "nothing" : JSON.stringify(got);
}
