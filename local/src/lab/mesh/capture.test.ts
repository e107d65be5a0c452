import fc from "fast-check";
import { expect, it } from "vitest";
import { type Capture, captureOf, captureRules, PROXY_UID } from "./capture";

/** As the template of Istio writes the arguments of istio-init. */
const ARGS = [
    ...["istio-iptables", "-p", "15001", "-z", "15006", "-u", "1337", "-m", "REDIRECT"],
    ...["-i", "*", "-x", "", "-b", "*", "-d", "15090,15021,15020", "--log_output_level=default:info"],
];

function pod(args: readonly string[] | undefined, name = "istio-init") {
    return { apiVersion: "v1", kind: "Pod", metadata: { name: "app" }, spec: { initContainers: [{ name, args }] } };
}

const everything: Capture = {
    includeRanges: ["*"],
    excludeRanges: [],
    includePorts: [],
    excludePorts: [],
    inboundPorts: ["*"],
    inboundExcludePorts: [],
    excludedUids: [],
};
const rulesOf = (changes: Partial<Capture>) => captureRules({ ...everything, ...changes }).split("\n");

it("the arguments of istio-init say what is captured", () => {
    expect(captureOf(pod(ARGS))).toEqual({ ...everything, inboundExcludePorts: ["15090", "15021", "15020"] });
});

it("ranges and ports that annotations exclude are read, by short and by long flags", () => {
    const short = captureOf(pod([...ARGS, "-x", "10.9.0.0/16,10.8.0.0/16", "-o", "9000,9001", "-q", "8443"]));
    const excluded = { excludeRanges: ["10.9.0.0/16", "10.8.0.0/16"], excludePorts: ["9000", "9001"] };
    expect(short).toMatchObject({ ...excluded, includePorts: ["8443"] });
    const long = ["--istio-service-exclude-cidr", "10.9.0.0/16", "--istio-local-outbound-ports-exclude", "9000"];
    expect(captureOf(pod(long))).toMatchObject({ excludeRanges: ["10.9.0.0/16"], excludePorts: ["9000"] });
});

it("an account besides the proxy's is told apart from the proxy's", () => {
    expect(captureOf(pod(["-u", "1337,1000"]))?.excludedUids).toEqual([1000]);
});

it.each([
    ["no init containers", { ...pod([]), spec: {} }],
    ["no spec", { ...pod([]), spec: undefined }],
    ["another init container only", pod(ARGS, "migrate")],
])("a Pod with %s has nothing captured", (_, one) => {
    expect(captureOf(one)).toBeUndefined();
});

it("the proxy's own traffic returns before anything is taken to it", () => {
    const rules = rulesOf({});
    const taken = rules.indexOf("-A OUTPUT -p tcp -j REDIRECT --to-ports 15001");
    for (const own of [`--uid-owner ${PROXY_UID}`, `--gid-owner ${PROXY_UID}`, "-d 127.0.0.1/32", "-s 127.0.0.6/32"]) {
        const found = rules.findIndex((rule) => rule.includes(own) && rule.endsWith("-j RETURN"));
        expect(found).toBeGreaterThan(-1);
        expect(found).toBeLessThan(taken);
    }
});

it("an excluded inward port returns before every port is taken", () => {
    const rules = rulesOf({ inboundExcludePorts: ["15021"] });
    const excluded = rules.indexOf("-A PREROUTING -p tcp --dport 15021 -j RETURN");
    expect(excluded).toBeGreaterThan(-1);
    expect(excluded).toBeLessThan(rules.indexOf("-A PREROUTING -p tcp -j REDIRECT --to-ports 15006"));
});

it("without `*` only the named ranges and ports are taken", () => {
    const rules = rulesOf({ includeRanges: ["10.0.0.0/8"], includePorts: ["8443"], inboundPorts: ["8080"] });
    expect(rules.filter((rule) => rule.includes("REDIRECT"))).toEqual([
        "-A PREROUTING -p tcp --dport 8080 -j REDIRECT --to-ports 15006",
        "-A OUTPUT -p tcp --dport 8443 -j REDIRECT --to-ports 15001",
        "-A OUTPUT -p tcp -d 10.0.0.0/8 -j REDIRECT --to-ports 15001",
    ]);
});

it("an IPv6 range is not written: iptables would refuse the whole text", () => {
    expect(captureRules({ ...everything, excludeRanges: ["fd00::/8"] })).not.toContain("fd00");
});

it("whatever is captured, the text is one table that ends, and exclusions come before what takes everything", () => {
    const port = fc.integer({ min: 1, max: 65_535 }).map(String);
    const range = fc.integer({ min: 0, max: 255 }).map((number) => `10.${number}.0.0/16`);
    fc.assert(
        fc.property(fc.array(port), fc.array(range), fc.array(port), (excludePorts, excludeRanges, inboundPorts) => {
            const rules = rulesOf({ excludePorts, excludeRanges, inboundPorts });
            expect(rules[0]).toBe("*nat");
            expect(rules.slice(-2)).toEqual(["COMMIT", ""]);
            expect(rules.slice(1, -2).every((rule) => rule.startsWith("-A "))).toBe(true);
            const outward = rules.filter((rule) => rule.startsWith("-A OUTPUT"));
            expect(outward.findIndex((rule) => rule.includes("REDIRECT"))).toBe(outward.length - 1);
        }),
    );
});
