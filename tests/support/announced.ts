import { type Loss, type LossKind, textOf } from "./losses";

/** A line of CHANGELOG.md that says what an upgrade takes away. */
export interface Announcement {
    readonly kind: LossKind;
    readonly type: string;
    /** Name without the perimeter's; `*` stands for anything. */
    readonly role: string;
}

/** For whom the gate refuses. */
export const WAY_OUT = `stacks of the last release lose what is below: keep a renamed resource by its former role,
or announce the loss in CHANGELOG.md under "Replaces and deletes" (docs/contract.md, "The upgrade gate")`;

const HEADING = /^### Replaces and deletes$/;
const LINE = /^- (replaces|deletes) `([^`]+)` `([^`]+)`: \S/;

/** Announced for those who come from `version`: in the sections above that of the version. */
export function announcedSince(changelog: string, version: string): Announcement[] {
    const announced: Announcement[] = [];
    let inside = false;
    for (const line of changelog.split("\n")) {
        if (line.startsWith(`## ${version}`)) {
            break;
        }
        if (line.startsWith("#")) {
            inside = HEADING.test(line);
        } else if (inside && line.startsWith("- ")) {
            const [, kind, type, role] = LINE.exec(line) ?? [];
            if (type === undefined || role === undefined) {
                throw new Error(
                    `CHANGELOG.md: "${line}" is not "- replaces|deletes \`type\` \`role\`: why, and what to do"`,
                );
            }
            announced.push({ kind: kind as LossKind, type, role });
        }
    }
    return announced;
}

/** The losses that nobody was told of, for a perimeter or stack of that name. */
export function unannounced(stack: string, losses: readonly Loss[], announced: readonly Announcement[]): string[] {
    return losses
        .filter((loss) => !announced.some((announcement) => isMeant(stack, loss, announcement)))
        .map(textOf)
        .sort();
}

function isMeant(stack: string, { kind, type, name }: Loss, announcement: Announcement): boolean {
    const role = announcement.role.replace(/[^\w*]/g, "\\$&").replaceAll("*", ".*");
    return announcement.kind === kind && announcement.type === type && new RegExp(`^${stack}-${role}$`).test(name);
}
