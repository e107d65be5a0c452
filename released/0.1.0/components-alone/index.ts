import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { EgressAccess, EgressRoutes, type ExternalService, type Gateway, type Mesh } from "asm-egress";

/** What the stack config says: the sections that these two layers need, written as for a whole perimeter. */
interface Given {
    readonly mesh: Omit<Mesh, "kubeconfig">;
    readonly gateway: Gateway;
    readonly externalServices: ExternalService[];
}

const name = pulumi.getStack();
const config = new pulumi.Config("asm-egress");
const { gateway, externalServices, ...given } = config.requireObject<Given>("perimeter");
const mesh = { ...given.mesh, kubeconfig: config.requireSecret("meshKubeconfig") };

/** Both layers write to the ASM control plane; a perimeter makes this provider by itself. */
const controlPlane = new kubernetes.Provider(`${name}-mesh`, { kubeconfig: mesh.kubeconfig });
const onMesh = { provider: controlPlane };

// Object names have the perimeter's: one for both parts.
const part = { perimeter: name, mesh, gateway, externalServices };
const access = new EgressAccess(`${name}-access`, part, onMesh);
// The gateway must not listen before it denies.
new EgressRoutes(`${name}-routes`, part, { ...onMesh, dependsOn: [access] });
