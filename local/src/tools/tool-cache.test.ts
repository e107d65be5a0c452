import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cacheKey, installOnce, toolCacheFolder } from "./tool-cache";

let folder: string;
beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "cache-"));
    writeFileSync(path.join(folder, "go.mod"), "module a\n");
    writeFileSync(path.join(folder, "go.sum"), "x v1 h1:abc=\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the cache folder", () => {
    it("is the one that XDG_CACHE_HOME names", () => {
        expect(toolCacheFolder({ XDG_CACHE_HOME: "/x", HOME: "/h" })).toBe("/x/asm-egress/tools");
    });
    it("is below the home folder otherwise", () => {
        expect(toolCacheFolder({ HOME: "/h" })).toBe("/h/.cache/asm-egress/tools");
    });
    it.each(["", "relative/folder"])("ignores XDG_CACHE_HOME=%j", (value) => {
        expect(toolCacheFolder({ XDG_CACHE_HOME: value, HOME: "/h" })).toBe("/h/.cache/asm-egress/tools");
    });
});

describe("the cache key", () => {
    it("stays while modules and flags do", () => {
        expect(cacheKey(folder, ["-trimpath"])).toBe(cacheKey(folder, ["-trimpath"]));
    });
    it("changes with the flags", () => {
        expect(cacheKey(folder, ["-trimpath"])).not.toBe(cacheKey(folder, []));
    });
    it("tells flags apart that read the same when joined", () => {
        expect(cacheKey(folder, ["-a", "b"])).not.toBe(cacheKey(folder, ["-a b"]));
    });
    it.each(["go.mod", "go.sum"])("changes with %s", (file) => {
        const before = cacheKey(folder, []);
        writeFileSync(path.join(folder, file), "other\n");
        expect(cacheKey(folder, [])).not.toBe(before);
    });
    it("changes with sources of its own", () => {
        const before = cacheKey(folder, []);
        writeFileSync(path.join(folder, "main.go"), "package main\n");
        const first = cacheKey(folder, []);
        writeFileSync(path.join(folder, "main.go"), "package main // other\n");
        expect(new Set([before, first, cacheKey(folder, [])]).size).toBe(3);
    });
    it("cannot be had without the pinned modules", () => {
        rmSync(path.join(folder, "go.sum"));
        expect(() => cacheKey(folder, [])).toThrow("go.sum");
    });
});

describe("installing into the cache", () => {
    it("leaves nothing behind when filling fails", async () => {
        const target = path.join(folder, "cache", "tool-1");
        const fill = async (draft: string) => {
            writeFileSync(path.join(draft, "half"), "");
            throw new Error("network refused");
        };
        await expect(installOnce(target, {}, fill)).rejects.toThrow("network refused");
        expect(readdirSync(path.dirname(target))).toEqual([]);
    });
    it("fills once for any number of callers", async () => {
        const target = path.join(folder, "cache", "tool-1");
        let fills = 0;
        const fill = async (draft: string) => {
            fills += 1;
            writeFileSync(path.join(draft, "whole"), "");
        };
        await Promise.all([1, 2, 3].map(() => installOnce(target, { pollMilliseconds: 2 }, fill)));
        expect(fills).toBe(1);
        expect(existsSync(path.join(target, "whole"))).toBe(true);
    });
    it("removes what a killed process left of the same tool, and of no other", async () => {
        const target = path.join(folder, "cache", "tool-1");
        mkdirSync(`${target}.part-0badcafe`, { recursive: true });
        mkdirSync(`${target}2.part-0badcafe`, { recursive: true });
        await installOnce(target, {}, async () => {});
        expect(readdirSync(path.dirname(target)).sort()).toEqual(["tool-1", "tool-12.part-0badcafe"]);
    });
});
