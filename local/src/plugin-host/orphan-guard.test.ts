import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchParent } from "./orphan-guard";

beforeEach(() => {
    vi.useFakeTimers();
});
afterEach(() => {
    vi.useRealTimers();
});

test("a plugin whose parent changes is told once", () => {
    let parent = 100;
    const onOrphaned = vi.fn();
    watchParent({ parentId: () => parent, onOrphaned });
    parent = 1;
    vi.advanceTimersByTime(5000);
    expect(onOrphaned).toHaveBeenCalledTimes(1);
});

test("nothing happens while the parent stays", () => {
    const onOrphaned = vi.fn();
    watchParent({ parentId: () => 100, onOrphaned });
    vi.advanceTimersByTime(60_000);
    expect(onOrphaned).not.toHaveBeenCalled();
});

test("a parent that is process 1 from the start is a parent like any other", () => {
    const onOrphaned = vi.fn();
    watchParent({ parentId: () => 1, onOrphaned });
    vi.advanceTimersByTime(60_000);
    expect(onOrphaned).not.toHaveBeenCalled();
});

test("a stopped guard says nothing any more", () => {
    let parent = 100;
    const onOrphaned = vi.fn();
    const stop = watchParent({ parentId: () => parent, onOrphaned });
    stop();
    parent = 1;
    vi.advanceTimersByTime(5000);
    expect(onOrphaned).not.toHaveBeenCalled();
});
