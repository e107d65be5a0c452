import { type Mesh, PathNormalization, PolicyEngine } from "../args";
import { Cidr } from "../cidr";
import { type FindingCollector, sortedValues } from "../finding-collector";
import type { MeshIntent } from "../intent";
import { dnsSubdomain } from "../kubernetes-name";
import { ASSUMED_MESH, OLDEST_MESH } from "../mesh-features";
import { MeshVersion } from "../mesh-version";
import { openedRange, type Ranges } from "./ranges";

export interface MeshReading extends Ranges {
    readonly intent: MeshIntent;
}

export function readMesh(mesh: Mesh, findings: FindingCollector): MeshReading {
    const controlPlane = findings.takeEach("mesh.controlPlaneCidrs", mesh.controlPlaneCidrs, openedRange);
    const trustDomain = mesh.trustDomain ?? "cluster.local";
    findings.take("mesh.trustDomain", trustDomain, dnsSubdomain(trustDomain));
    return {
        intent: {
            controlPlaneCidrs: sortedValues(controlPlane, Cidr.compare),
            version: readVersion(mesh.version, findings),
            pathNormalization: mesh.pathNormalization ?? PathNormalization.Base,
            engine: mesh.engine ?? PolicyEngine.Istio,
            givenEgressNamespace: mesh.givenEgressNamespace ?? false,
            trustDomain,
            serverSideApply: mesh.serverSideApply ?? true,
        },
        own: [],
        others: controlPlane,
    };
}

function readVersion(written: string | undefined, findings: FindingCollector): MeshVersion {
    const version =
        written === undefined ? ASSUMED_MESH : findings.take("mesh.version", written, MeshVersion.parse(written));
    if (version !== undefined && !version.atLeast(OLDEST_MESH)) {
        findings.error(
            "mesh-version-too-old",
            "mesh.version",
            written,
            `ASM ${OLDEST_MESH} or later: before it, rules by host could be got around (CVE-2021-39155, CVE-2022-21679)`,
            "upgrade the mesh",
        );
    }
    return version ?? ASSUMED_MESH;
}
