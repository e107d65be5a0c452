import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { topLevelProperty } from "./property-diff";
import type { DiffResult, PropertyChange } from "./provider";

const { Kind } = PropertyDiff;
const KINDS = {
    add: { inPlace: Kind.ADD, replace: Kind.ADD_REPLACE },
    update: { inPlace: Kind.UPDATE, replace: Kind.UPDATE_REPLACE },
    delete: { inPlace: Kind.DELETE, replace: Kind.DELETE_REPLACE },
};

export function diffResponse({ changes, deleteBeforeReplace }: DiffResult): DiffResponse {
    const response = new DiffResponse();
    const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
    response.setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME);
    response.setDiffsList([...new Set(changes.map(({ path }) => topLevelProperty(path)))]);
    response.setReplacesList(changes.filter(({ replace }) => replace).map(({ path }) => path));
    response.setDeletebeforereplace(deleteBeforeReplace);
    response.setHasdetaileddiff(true);
    for (const change of changes) response.getDetaileddiffMap().set(change.path, propertyDiff(change));
    return response;
}

function propertyDiff({ kind, replace }: PropertyChange): PropertyDiff {
    const diff = new PropertyDiff();
    diff.setKind(replace ? KINDS[kind].replace : KINDS[kind].inPlace);
    // The paths lead into the inputs, old and new: outputs hold much that nobody asked for.
    diff.setInputdiff(true);
    return diff;
}
