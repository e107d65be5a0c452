import type { AuthorizerIntent } from "../../../intent/access-intent";
import { AuthorizerProtocol } from "../../../intent/args";

/** Type of an authorizer as ASM's API has it. */
export function providerType({ protocol }: AuthorizerIntent): "httpextauth" | "grpcextauth" {
    return protocol === AuthorizerProtocol.Grpc ? "grpcextauth" : "httpextauth";
}

/**
 * Name of an authorizer in the mesh, which policies refer to. ASM wants the type before it; the perimeter's name keeps the
 * providers of several perimeters apart.
 */
export function providerName(perimeter: string, authorizer: AuthorizerIntent): string {
    return `${providerType(authorizer)}-${perimeter}-${authorizer.name}`;
}
