import { expect, it } from "vitest";
import { graphOf, identitiesIn } from "./graph";

const STACK = "urn:pulumi:prod::asm-egress::pulumi:pulumi:Stack::asm-egress-prod";
const EXIT = "urn:pulumi:prod::asm-egress::asm-egress:index:EgressPerimeter$asm-egress:index:InternetExit";
const resource = (urn: string, dependencies: string[] = []) => ({
    urn,
    type: urn === STACK ? "pulumi:pulumi:Stack" : "a:b:C",
    custom: true,
    dependencies,
});
const [table, gateway, entry] = ["table", "gateway", "entry"].map((name) => `${EXIT}$a:b:C::prod-exit-${name}`) as [
    string,
    string,
    string,
];

it("a graph has types below those of their parents, names, and the nearest dependencies only", () => {
    const resources = [resource(entry, [table, gateway]), resource(STACK), resource(gateway, [table]), resource(table)];
    expect(graphOf(resources)).toBe(
        [
            "EgressPerimeter > InternetExit > a:b:C  prod-exit-entry",
            "    after prod-exit-gateway",
            "EgressPerimeter > InternetExit > a:b:C  prod-exit-gateway",
            "    after prod-exit-table",
            "EgressPerimeter > InternetExit > a:b:C  prod-exit-table",
            "",
        ].join("\n"),
    );
});

it("the identities in it are those lines", () => {
    expect(identitiesIn(graphOf([resource(gateway, [table]), resource(table)]))).toEqual([
        "EgressPerimeter > InternetExit > a:b:C  prod-exit-gateway",
        "EgressPerimeter > InternetExit > a:b:C  prod-exit-table",
    ]);
});
