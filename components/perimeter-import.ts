import type { CustomResourceOptions, ResourceTransform } from "@pulumi/pulumi";
import { mergeOptions } from "@pulumi/pulumi";
import { closestTo } from "./intent/closest";
import { type Finding, pathOf, shown } from "./intent/finding";
import { planPerimeter } from "./perimeter-plan";
import { refuseErrors } from "./resources/input-error";
import type { CloudType } from "./resources/planned";

/**
 * What can be adopted, with the inputs that the platform changes in place: an object made by hand has other names, so
 * these are left as they are by the import and set by the update after it. A difference in anything else refuses the
 * import, because it would replace the object afterwards.
 *
 * Left out on purpose: SNAT entries (an adopted one is open before the firewall holds), firewalls and their policies (order
 * and strict mode are only known for what the perimeter makes), rules of security groups, and node pools.
 */
const ADOPTABLE: Partial<Record<CloudType, readonly string[]>> = {
    "alicloud:vpc/switch:Switch": ["vswitchName", "description", "tags"],
    "alicloud:vpc/natGateway:NatGateway": ["natGatewayName", "description", "deletionProtection", "tags"],
    "alicloud:vpc/routeTable:RouteTable": ["routeTableName", "description", "tags"],
    "alicloud:vpc/routeEntry:RouteEntry": ["name", "description"],
    "alicloud:vpc/routeTableAttachment:RouteTableAttachment": [],
    "alicloud:ecs/eipAddress:EipAddress": ["addressName", "description", "bandwidth", "deletionProtection", "tags"],
    "alicloud:ecs/eipAssociation:EipAssociation": [],
    "alicloud:ecs/securityGroup:SecurityGroup": ["securityGroupName", "description", "tags"],
};

/**
 * A transform that adopts cloud objects which exist, instead of making them: for one `pulumi up`, as the option
 * `transforms` of an `EgressPerimeter`; remove it afterwards.
 *
 * @param name the perimeter's name
 * @param args the perimeter's args
 * @param ids IDs of objects that exist by the name of the resource that is to have them, for example
 *   `{ "prod-nat-gateway": "ngw-…" }`
 * @param place where the IDs stand, for example the config key `asm-egress:import`; it begins every path
 * @throws one error with every name that is no resource of this perimeter, or none that can be adopted
 */
export function importExisting(
    name: string,
    args: unknown,
    ids: Readonly<Record<string, string>>,
    place = "import",
): ResourceTransform {
    refuseErrors(place, importFindings(name, args, ids, place));
    return ({ name: child, type, props, opts }) => {
        const id = ids[child];
        if (id === undefined) {
            return undefined;
        }
        const adopted: CustomResourceOptions = { import: id, ignoreChanges: [...(ADOPTABLE[type as CloudType] ?? [])] };
        return { props, opts: mergeOptions(opts, adopted) };
    };
}

/** What `importExisting` would refuse. */
export function importFindings(name: string, args: unknown, ids: unknown, place: string): Finding[] {
    if (typeof ids !== "object" || ids === null || Array.isArray(ids)) {
        return [
            {
                code: "wrong-type",
                severity: "error",
                path: place,
                got: shown(ids),
                expected: "IDs by the name of the resource that is to have them",
                fix: `write it as \`${name}-nat-gateway: ngw-…\``,
            },
        ];
    }
    const types = new Map(
        Object.entries(planPerimeter(name, args).layers).flatMap(([layer, { resources }]) =>
            resources.map(({ role, type }): [string, string] => [`${name}-${layer}-${role}`, type]),
        ),
    );
    return Object.entries(ids).flatMap(([child, id]) => {
        const at = { severity: "error" as const, path: place + pathOf([child]).replace(/^(?!\[)/, ".") };
        const type = types.get(child);
        if (type === undefined) {
            const meant = closestTo(child, [...types.keys()]);
            return [
                {
                    ...at,
                    code: "import-of-unknown-resource",
                    got: shown(child),
                    expected: "the name of a resource of this perimeter, as `pulumi preview` shows it",
                    fix: meant === undefined ? "remove it" : `did you mean ${shown(meant)}?`,
                },
            ];
        }
        if (!(type in ADOPTABLE)) {
            return [
                {
                    ...at,
                    code: "import-not-adoptable",
                    got: `a resource of type ${type}`,
                    expected: `one of ${Object.keys(ADOPTABLE).join(", ")}`,
                    fix: "let it be made; docs/adopting.md says why, and what can be given instead",
                },
            ];
        }
        return typeof id === "string" && id !== ""
            ? []
            : [
                  {
                      ...at,
                      code: "wrong-type",
                      got: shown(id),
                      expected: "the ID of the object, as the provider writes it",
                      fix: "change the value",
                  },
              ];
    });
}
