import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Properties } from "../../plugin-host/provider";
import { readAccount } from "../account-file";
import type { Fault } from "../provider/faults";
import { SimulatedCloudProvider } from "../provider/simulated-cloud-provider";
import { seedAccount } from "../seeds";

/** A provider over an account file of its own that holds one VPC, with calls as short as a test likes them. */
export function providerAtWork(faults: Fault[] = []) {
    const folder = mkdtempSync(join(tmpdir(), "simulated-cloud-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const stateFile = join(folder, "account.json");
    const faultsFile = join(folder, "faults.json");
    writeFileSync(faultsFile, JSON.stringify(faults));
    seedAccount(stateFile, {
        region: "cn-hangzhou",
        vpcs: [{ id: "vpc-1", cidrBlocks: ["10.0.0.0/8"], systemRouteTableId: "vtb-system" }],
        vswitches: [],
        clusters: [{ id: "c-given", vpcId: "vpc-1" }],
        meshes: [{ id: "m-given" }],
        natGateways: [
            {
                id: "ngw-given",
                vpcId: "vpc-1",
                snatTableId: "stb-given",
                routeTableId: "vtb-given",
                addresses: ["203.0.113.7"],
            },
        ],
        vpcFirewalls: [{ id: "vfw-given", vpcId: "vpc-1" }],
    });
    const crash = (): never => {
        throw new Error("the process ended");
    };
    const provider = new SimulatedCloudProvider({ stateFile, faultsFile, backoffMilliseconds: 0, crash });
    const resource = (type: string, name: string) => ({ type, name, urn: `urn:pulumi:dev::test::${type}::${name}` });
    return {
        provider,
        stateFile,
        faultsFile,
        account: () => readAccount(stateFile),
        resource,
        create: (type: string, inputs: Properties, name = "it") =>
            provider.create({ ...resource(type, name), inputs, preview: false, timeoutSeconds: 0 }),
        read: (type: string, id: string, inputs: Properties = {}) =>
            provider.read({ ...resource(type, "it"), id, inputs, outputs: {} }),
        update: (
            type: string,
            id: string,
            oldInputs: Properties,
            newInputs: Properties,
            oldOutputs: Properties = oldInputs,
        ) =>
            provider.update({
                ...resource(type, "it"),
                id,
                oldInputs,
                oldOutputs,
                newInputs,
                preview: false,
                timeoutSeconds: 0,
            }),
        remove: (type: string, id: string) =>
            provider.delete({ ...resource(type, "it"), id, inputs: {}, outputs: {}, timeoutSeconds: 0 }),
        invoke: (token: string, args: Properties) => provider.invoke(token, args),
        check: async (type: string, newInputs: Properties) => {
            const request = { ...resource(type, "it"), oldInputs: undefined, newInputs, randomSeed: Buffer.alloc(0) };
            return (await provider.check(request)).failures.map(({ property }) => property);
        },
        diff: async (type: string, oldInputs: Properties, newInputs: Properties, ignoreChanges: string[] = []) =>
            provider.diff({
                ...resource(type, "it"),
                id: "x",
                oldInputs,
                oldOutputs: oldInputs,
                newInputs,
                ignoreChanges,
            }),
    };
}
