import type { Mesh } from "../args";
import { Cidr } from "../cidr";
import { type FindingCollector, sortedValues } from "../finding-collector";
import type { MeshIntent } from "../intent";
import { dnsSubdomain } from "../kubernetes-name";
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
            trustDomain,
            serverSideApply: mesh.serverSideApply ?? true,
        },
        own: [],
        others: controlPlane,
    };
}
