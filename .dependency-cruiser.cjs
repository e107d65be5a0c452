/** The layer rules: what a file may know. `npm run check` fails where one is broken. */
const PULUMI = "^(node_modules/)?@pulumi/";

module.exports = {
    forbidden: [
        {
            name: "no-circular",
            comment: "files that need each other are one concept or a wrong cut",
            severity: "error",
            from: {},
            to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
        },
        {
            name: "intent-is-pure",
            comment: "intent/ loads no Pulumi: it is the validator of every caller, also of tools without an engine",
            severity: "error",
            from: { path: "^components/intent/" },
            to: { path: PULUMI, dependencyTypesNot: ["type-only"] },
        },
        {
            name: "plans-are-pure",
            comment:
                "a plan is plain data; only component.ts and resources/provision.ts meet Pulumi (tests/plans-are-pure.test.ts loads them)",
            severity: "error",
            from: {
                path: "^components/(perimeter-plan|layers/.+/(?!component)[^/]+|resources/(planned|reference))[.]ts$",
            },
            to: { path: PULUMI, dependencyTypesNot: ["type-only"] },
        },
        {
            name: "intent-knows-nobody",
            comment: "intent/ is the bottom: it knows no layer and no resource",
            severity: "error",
            from: { path: "^components/intent/" },
            to: { path: "^components/(?!intent/|testing/)" },
        },
        {
            name: "layers-do-not-import-each-other",
            comment:
                "what two layers share lies beside them; only perimeter.ts, perimeter-plan.ts and proof/ see several",
            severity: "error",
            from: { path: "^components/layers/([^/]+)/" },
            to: { path: "^components/layers/([^/]+)/", pathNot: "^components/layers/$1/" },
        },
        {
            name: "only-the-perimeter-sees-layers",
            severity: "error",
            from: { path: "^components/", pathNot: "^components/(layers/|proof/|perimeter|testing/|index[.]ts)" },
            to: { path: "^components/layers/" },
        },
        {
            name: "judges-know-no-plan",
            comment: "a judge reads generated objects only, or it would agree with the plan by construction",
            severity: "error",
            from: { path: "^components/layers/.+/judge[.]ts$" },
            to: { path: "^components/(intent/|layers/.+/plan[.]ts$)" },
        },
        {
            name: "the-package-knows-no-surroundings",
            comment: "components/ is published; local/, stack/ and tests/ are not",
            severity: "error",
            from: { path: "^components/" },
            to: { path: "^(local|stack|tests)/" },
        },
        {
            name: "the-local-world-knows-no-package",
            comment: "the local world runs any program; it reads resources and config, not the package's own code",
            severity: "error",
            from: { path: "^local/" },
            to: { path: "^(components|stack)/|^asm-egress$" },
        },
        {
            name: "the-router-reads-the-cloud-by-itself",
            comment:
                "the router is the second writing of the platform's rules: sharing code with the first, it would agree by construction",
            severity: "error",
            from: { path: "^local/src/lab/router/", pathNot: "[.]test[.]ts$" },
            to: { path: "^local/src/alicloud/", dependencyTypesNot: ["type-only"] },
        },
        {
            name: "testing-is-for-tests",
            severity: "error",
            from: { pathNot: "([.]test[.]ts$|/testing/|^tests/)" },
            to: { path: "/testing/" },
        },
        {
            name: "no-unresolvable",
            severity: "error",
            from: {},
            to: { couldNotResolve: true },
        },
    ],
    options: {
        doNotFollow: { path: "node_modules" },
        exclude: { path: "(^|/)dist/" },
        tsPreCompilationDeps: "specify",
        tsConfig: { fileName: "tsconfig.tests.json" },
        enhancedResolveOptions: {
            exportsFields: ["exports"],
            conditionNames: ["import", "require", "node", "default", "types"],
        },
    },
};
