import { createHash } from "node:crypto";

/**
 * How full a shard may be on average. A hash spreads entries unevenly; with this much room no shard of any realistic
 * perimeter passes the limit, and if one does there are twice as many.
 */
const COMFORTABLE = 0.85;

/**
 * Entries spread over as few shards as hold them, each sorted and without repetition. An entry's shard follows from the
 * entry alone while the number of shards stays, so one more entry changes one shard. The number is a power of two and
 * grows with the entries; when it doubles, new shards are made before the old ones go.
 */
export function shardedBy(entries: readonly string[], atMost: number): string[][] {
    const unique = [...new Set(entries)].sort();
    if (unique.length === 0) {
        return [];
    }
    let count = 1;
    while (unique.length > count * atMost * COMFORTABLE) {
        count *= 2;
    }
    for (;;) {
        const shards = spread(unique, count);
        if (shards.every((shard) => shard.length <= atMost)) {
            return shards.filter((shard) => shard.length > 0);
        }
        count *= 2;
    }
}

function spread(entries: readonly string[], count: number): string[][] {
    const shards = Array.from({ length: count }, (): string[] => []);
    for (const entry of entries) {
        const hash = createHash("sha256").update(entry).digest().readUInt32BE(0);
        shards[hash % count]?.push(entry);
    }
    return shards;
}
