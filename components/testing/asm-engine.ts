import { type Mesh, OutboundPolicy, PolicyEngine } from "../intent/args";
import { perimeterArgs } from "./perimeter-args";

/** A mesh with the engine `AsmTrafficPolicy`, and with all that this engine wants to be said. */
export function asmEngineMesh(change: Partial<Mesh> = {}): Mesh {
    return {
        ...perimeterArgs().mesh,
        engine: PolicyEngine.AsmTrafficPolicy,
        outbound: OutboundPolicy.RegistryOnly,
        passInternalHeaders: true,
        ...change,
    };
}
