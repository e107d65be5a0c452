import { type Concern, celList, PODS, type Rule, SPEC_CHANGES } from "../concern";
import { CAPTURE, containerVariables, HAS_MESH_IMAGE, PROXY, PROXY_ID } from "../containers";
import { insideOnly } from "./interception";

/** Environment by which a process loads code of somebody else's, or the proxy a configuration of somebody else's. */
const FOREIGN_CODE = [
    "LD_PRELOAD",
    "LD_LIBRARY_PATH",
    "LD_AUDIT",
    "BASH_ENV",
    "ISTIO_BOOTSTRAP",
    "ISTIO_BOOTSTRAP_OVERRIDE",
];

/** Flags of `istio-iptables` as the injection template writes them. */
const SHORT_FLAGS = ["-p", "-z", "-u", "-m", "-i", "-x", "-b", "-d", "-q", "-o", "-k", "-c"];
const LONG_FLAGS = [
    "--log_output_level=",
    "--log_as_json",
    "--run-validation",
    "--skip-rule-apply",
    "--force-apply",
    "--native-nftables",
];

/**
 * Every Pod has its sidecar, and it is the injected one. Pods are seen after injection; a Pod that somebody wrote as if it
 * had been injected is seen alike, so the containers are judged by what they are and do, not by who wrote them.
 */
export function sidecar(images: readonly string[], insideCluster: readonly string[]): Concern {
    return {
        name: "sidecar",
        resources: PODS,
        conditions: [SPEC_CHANGES],
        variables: [
            ...containerVariables(images),
            { name: "inside", expression: celList(insideCluster) },
            { name: "proxies", expression: `(variables.regular + variables.init).filter(c, c.name == "${PROXY}")` },
            { name: "capture", expression: `variables.init.filter(c, c.name in ${celList(CAPTURE)})` },
        ],
        rules: [...presence(), ...proxyRules(), ...captureRules()],
    };
}

function presence(): Rule[] {
    return [
        {
            expression:
                "variables.proxies.size() == 1 && variables.capture.size() > 0 && " +
                `variables.init.all(c, c.name != "${PROXY}" || c.?restartPolicy.orValue("") == "Always")`,
            message:
                "the Pod has no injected sidecar: label the namespace istio-injection=enabled (or istio.io/rev), take labels off " +
                "the Pod that keep the injector away, and make the Pod again",
            why: "Without a sidecar nothing in the mesh sees the traffic.",
        },
        {
            expression: `variables.regular.exists(c, c.name != "${PROXY}")`,
            message: "the Pod consists of a sidecar alone: give it a container of its own",
            why: "A command that names no container would run in the sidecar.",
        },
    ];
}

function proxyRules(): Rule[] {
    const why = "A container that only borrows the name would be taken for the proxy.";
    const proxy = (test: string) => `variables.proxies.all(c, ${test})`;
    const runs = (hook: string) => `c.?${hook}.?exec.?command.orValue(["pilot-agent"])[0] == "pilot-agent"`;
    return [
        {
            expression: `(variables.proxies + variables.capture).all(c, ${HAS_MESH_IMAGE})`,
            message:
                `a container is named like an injected one (${[PROXY, ...CAPTURE].join(", ")}) and has another image: rename it, ` +
                "or name the mesh's images in guard.proxyImagePrefixes",
            why,
        },
        {
            expression: proxy(
                'c.?command.orValue([]).size() == 0 && c.?args.orValue([]).size() > 1 && c.args[0] == "proxy" && ' +
                    'c.args[1] == "sidecar" && !c.args.exists(a, a.startsWith("--templateFile"))',
            ),
            message: `the container ${PROXY} runs something else than the sidecar: leave its command and args to the injector`,
            why: "The image of the proxy has a shell, and its uid is not captured.",
        },
        {
            expression: proxy(
                ["lifecycle.?postStart", "livenessProbe", "readinessProbe", "startupProbe"].map(runs).join(" && "),
            ),
            message: `a hook or probe of ${PROXY} runs a command: leave them to the injector`,
            why: "It would run with the uid that is not captured.",
        },
        {
            expression: proxy(
                "c.?envFrom.orValue([]).size() == 0 && c.?env.orValue([]).all(e, " +
                    `!(e.name in ${celList(FOREIGN_CODE)}) && (e.name != "PROXY_CONFIG" || ` +
                    '!e.?value.orValue("").matches("binaryPath|customConfigFile|proxyBootstrapTemplatePath")))',
            ),
            message: `the environment of ${PROXY} loads other code or another bootstrap: leave it to the injector`,
            why: "A proxy of the tenant's own making enforces what the tenant wants.",
        },
    ];
}

function captureRules(): Rule[] {
    const value = (flag: string) => `c.args[c.args.indexOf("${flag}") + 1]`;
    const absentOr = (flag: string, test: string) => `(!("${flag}" in c.args) || ${test})`;
    const nothing = (flag: string) => absentOr(flag, `${value(flag)} == ""`);
    const known =
        `c.args.all(a, !a.startsWith("-") || a in ${celList(SHORT_FLAGS)} || ` +
        `${celList(LONG_FLAGS)}.exists(flag, a.startsWith(flag)))`;
    const once = `${celList(SHORT_FLAGS)}.all(flag, c.args.filter(a, a == flag).size() < 2)`;
    const all = [
        'c.?command.orValue([]).size() == 0 && c.?args.orValue([]).size() > 0 && c.args[0] == "istio-iptables"',
        known,
        once,
        `"-u" in c.args && ${value("-u")} == "${PROXY_ID}"`,
        `"-m" in c.args && ${value("-m")} in ["REDIRECT", "TPROXY"]`,
        `"-i" in c.args && ${value("-i")} == "*"`,
        absentOr("-x", `(${insideOnly(value("-x"))})`),
        ...["-q", "-o", "-k", "-c"].map(nothing),
        'c.name == "istio-validation" ? "--run-validation" in c.args : !("--skip-rule-apply" in c.args)',
    ];
    return [
        {
            expression: `variables.capture.all(c, ${all.map((test) => `(${test})`).join(" && ")})`,
            message:
                `${CAPTURE.join(" or ")} does not capture all outbound traffic: leave its args to the injector, and leave ` +
                "nothing outside the cluster out in the mesh's own settings of capture",
            why: "Traffic that is not captured leaves around the sidecar.",
        },
    ];
}
