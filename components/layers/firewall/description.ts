/** Characters for the names, so that a description stays short of the 256 that the console shows. */
const NAMES_AT_MOST = 180;

/** Names in one line, sorted: as many as fit, and how many more there are. */
export function namedTogether(names: readonly string[]): string {
    const sorted = [...new Set(names)].sort();
    const text = sorted.join(", ");
    if (text.length <= NAMES_AT_MOST) {
        return text;
    }
    const shown: string[] = [];
    for (const name of sorted) {
        if ([...shown, name].join(", ").length > NAMES_AT_MOST) {
            break;
        }
        shown.push(name);
    }
    return `${shown.join(", ")} and ${sorted.length - shown.length} more`;
}
