import { describe, expect, it } from "vitest";
import { EgressPerimeter } from "../components/index";
import { type EgressPerimeterArgs, PortProtocol, TlsMode } from "../components/intent/args";
import { registrations } from "../components/testing/mock-engine";
import { perimeterArgs } from "../components/testing/perimeter-args";

/** Pulumi's mocks have no engine that could run a hook, so nothing waits here. */
const firewall = { cidrBlock: "10.0.64.48/28", settleSeconds: 0 };
const { gateway } = perimeterArgs();

/** One of each, so that the list is short enough to be read. */
const small: EgressPerimeterArgs = perimeterArgs({
    firewall,
    gateway: { subnets: gateway.subnets.slice(0, 1) },
    internet: { subnet: { zoneId: "cn-hangzhou-h", cidrBlock: "10.0.64.32/28" }, publicAddresses: 1 },
    namespaces: [{ name: "billing" }],
    externalServices: [
        {
            name: "stripe",
            hosts: ["api.stripe.com"],
            clients: [{ namespace: "billing", serviceAccount: "payments" }],
        },
    ],
});

/** With what a small perimeter has not: nodes of its own, an authorization service, tokens, TCP, TLS that passes, traces. */
const wide: EgressPerimeterArgs = {
    ...small,
    gateway: { ...small.gateway, nodePool: { instanceTypes: ["ecs.g7.xlarge"], vswitchIds: ["vsw-1"] } },
    mesh: { ...small.mesh, version: "1.25.6.80" },
    externalServices: [
        { name: "stripe", hosts: ["api.stripe.com"], clients: [{ namespace: "billing" }], authorizer: "authz" },
        {
            name: "ledger",
            hosts: ["ledger.example.com"],
            clients: [{ namespace: "billing" }],
            jwt: { issuers: ["corp"] },
        },
        {
            name: "vault",
            hosts: ["vault.example.com"],
            tls: { mode: TlsMode.Passthrough },
            clients: [{ namespace: "billing" }],
        },
        {
            name: "database",
            hosts: ["db.example.com"],
            ports: [{ number: 5432, protocol: PortProtocol.Tcp }],
            clients: [{ namespace: "billing" }],
        },
    ],
    jwtIssuers: [{ name: "corp", issuer: "https://corp.example.com", jwksUri: "https://corp.example.com/keys" }],
    authorizers: [{ name: "authz", service: "authz.security.svc.cluster.local", port: 8000 }],
    telemetry: { tracing: { samplingPercentage: 1, podPort: 4317 } },
};

/** `type  name`, under the name of the parent: all of a URN that a program decides. */
async function resources(args: EgressPerimeterArgs): Promise<string> {
    const seen = await registrations(() => {
        new EgressPerimeter("prod", args);
    });
    const lines = seen
        .filter(({ type }) => type !== "pulumi:pulumi:Stack")
        .map(({ type, name, parent }) => `${parent.split("::").at(-1)} > ${name}  ${type}`);
    return `${lines.sort().join("\n")}\n`;
}

/**
 * What stacks in the world are built on: a resource that is renamed, retyped or moved is deleted and made anew there.
 * A change here needs an alias, a line in CHANGELOG.md, and what docs/contract.md says.
 */
describe("names and types of the resources of a perimeter", () => {
    it("are the same as in the last version, for a small one", async () => {
        await expect(await resources(small)).toMatchFileSnapshot("contract/small-perimeter.txt");
    });

    it("are the same as in the last version, for one with every layer", async () => {
        await expect(await resources(wide)).toMatchFileSnapshot("contract/wide-perimeter.txt");
    });
});
