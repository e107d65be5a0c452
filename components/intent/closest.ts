import { closest, distance } from "fastest-levenshtein";

/** The word that was probably meant: at most two single-letter edits away, and fewer than half of its letters. */
export function closestTo(word: string, known: readonly string[]): string | undefined {
    if (known.length === 0) {
        return undefined;
    }
    const candidate = closest(word, known);
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    return edits <= 2 && edits < candidate.length / 2 ? candidate : undefined;
}
