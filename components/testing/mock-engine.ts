import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import * as settings from "@pulumi/pulumi/runtime/settings.js";
import * as state from "@pulumi/pulumi/runtime/state.js";

/** Internal to the SDK, and the only way to know that every registration has been answered. */
const { waitForRPCs } = settings as unknown as { waitForRPCs(): Promise<void> };
const { getStore } = state as unknown as { getStore(): { supportsAliasSpecs: boolean } };

/** What a program asked the engine to register. */
export interface Registration {
    readonly type: string;
    readonly name: string;
    readonly urn: string;
    readonly parent: string;
    readonly provider: string;
    readonly dependencies: readonly string[];
    /** URNs under which a state may have it, those that follow from aliases of its parents included. */
    readonly aliases: readonly string[];
    /** What the value of each input comes from. */
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
    readonly protect: boolean;
    readonly inputs: Record<string, unknown>;
}

interface RegisterRequest {
    getType(): string;
    getName(): string;
    getParent(): string;
    getProvider(): string;
    getProtect(): boolean;
    getDependenciesList(): string[];
    getAliasurnsList(): string[];
    getPropertydependenciesMap(): {
        forEach(visit: (urns: { getUrnsList(): string[] }, property: string) => void): void;
    };
    getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
}

type Register = (
    request: RegisterRequest,
    callback: (error: unknown, response: { getUrn(): string }) => void,
) => unknown;

/** Runs a program against Pulumi's mocks and gives back all that it registered, in the order of completion. */
export async function registrations(program: () => void): Promise<Registration[]> {
    const seen: Registration[] = [];
    await pulumi.runtime.setMocks(
        {
            newResource: ({ type, name, inputs }) => ({ id: `${name}-id`, state: { ...inputs, ...computed(type) } }),
            call: () => ({}),
        },
        "asm-egress",
        "test",
        false,
    );
    // The SDK writes aliases out for an engine that does not do so by itself, and the mocks are none.
    getStore().supportsAliasSpecs = false;
    const prototype = MockMonitor.prototype as unknown as { registerResource: Register };
    const original = prototype.registerResource;
    // The mocks hand on inputs only; what a graph is made of (parents, dependencies) is in the request.
    prototype.registerResource = function (request, callback) {
        return original.call(this, request, (error, response) => {
            if (!error) {
                seen.push(recorded(request, response.getUrn()));
            }
            callback(error, response);
        });
    };
    try {
        program();
        await waitForRPCs();
    } finally {
        prototype.registerResource = original;
    }
    return seen;
}

function recorded(request: RegisterRequest, urn: string): Registration {
    return {
        type: request.getType(),
        name: request.getName(),
        urn,
        parent: request.getParent(),
        provider: request.getProvider(),
        dependencies: request.getDependenciesList(),
        aliases: request.getAliasurnsList(),
        propertyDependencies: propertyDependenciesOf(request),
        protect: request.getProtect(),
        inputs: request.getObject()?.toJavaScript() ?? {},
    };
}

function propertyDependenciesOf(request: RegisterRequest): Record<string, string[]> {
    const dependencies: Record<string, string[]> = {};
    request.getPropertydependenciesMap().forEach((urns, property) => {
        dependencies[property] = urns.getUrnsList();
    });
    return dependencies;
}

/** Outputs that the platform computes and plans refer to. */
function computed(type: string): Record<string, string> {
    switch (type) {
        case "alicloud:vpc/natGateway:NatGateway":
            return { snatTableIds: "stb-1" };
        case "alicloud:ecs/eipAddress:EipAddress":
            return { ipAddress: "203.0.113.1" };
        case "alicloud:cloudfirewall/natFirewallControlPolicy:NatFirewallControlPolicy":
            return { aclUuid: "uuid-1" };
        default:
            return {};
    }
}
