import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shardedBy } from "./shards";

const ENTRIES_AT_MOST = 2000;

const hosts = (count: number) => Array.from({ length: count }, (_, index) => `h${index}.example.com`);

describe("entries of an address book", () => {
    it("are one book while they fit comfortably, and none where there are none", () => {
        expect(shardedBy([], ENTRIES_AT_MOST)).toEqual([]);
        expect(shardedBy(hosts(1700), ENTRIES_AT_MOST).length).toBe(1);
    });

    it("are two books at 2,500 hosts", () => {
        const shards = shardedBy(hosts(2500), ENTRIES_AT_MOST);
        expect(shards.length).toBe(2);
        expect(Math.max(...shards.map((shard) => shard.length))).toBeLessThanOrEqual(ENTRIES_AT_MOST);
    });

    it("change one book when one more is inserted", () => {
        const before = shardedBy(hosts(2500), ENTRIES_AT_MOST).map((shard) => shard.join());
        const after = shardedBy([...hosts(2500), "new.example.com"], ENTRIES_AT_MOST).map((shard) => shard.join());
        expect(after.filter((shard, index) => shard !== before[index]).length).toBe(1);
    });

    it("are all there once, sorted, and never too many in one book, whatever they are", () => {
        fc.assert(
            fc.property(fc.array(fc.string(), { maxLength: 60 }), fc.integer({ min: 2, max: 9 }), (entries, atMost) => {
                const shards = shardedBy(entries, atMost);
                expect(shards.flat().sort()).toEqual([...new Set(entries)].sort());
                for (const shard of shards) {
                    expect(shard.length).toBeLessThanOrEqual(atMost);
                    expect(shard).toEqual([...shard].sort());
                }
            }),
        );
    });

    it("are the same books in whatever order they are written", () => {
        const entries = hosts(40);
        fc.assert(
            fc.property(fc.shuffledSubarray(entries, { minLength: entries.length }), (shuffled) => {
                expect(shardedBy(shuffled, 10)).toEqual(shardedBy(entries, 10));
            }),
        );
    });
});
