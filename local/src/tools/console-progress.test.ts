import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { consoleProgress, formatElapsed } from "./console-progress";

function screen(isTTY: boolean, columns = 200) {
    const chunks: string[] = [];
    const stream = { isTTY, columns, write: (text: string) => chunks.push(text) > 0 } as unknown as NodeJS.WriteStream;
    return { stream, text: () => chunks.join("") };
}

beforeEach(() => {
    vi.useFakeTimers();
});
afterEach(() => {
    vi.useRealTimers();
});

describe("without a terminal", () => {
    it("a line is repeated every 30 seconds, without colours or cursor movement", () => {
        const { stream, text } = screen(false);
        const line = consoleProgress({ stream, environment: {} }).begin("etcd", "building");
        vi.advanceTimersByTime(29_000);
        expect(text()).toBe("etcd            building\n");
        line.update("building, 7 packages");
        vi.advanceTimersByTime(2000);
        line.done("built");
        vi.advanceTimersByTime(60_000);
        expect(text()).toBe(
            "etcd            building\netcd            building, 7 packages, 0:30\netcd            built (0:31)\n",
        );
    });
    it("a long reason fits 100 columns and the elapsed time stays", () => {
        const { stream, text } = screen(false);
        consoleProgress({ stream, environment: {} }).begin("etcd", "building").fail("because ".repeat(40));
        const last = text().trimEnd().split("\n").at(-1) ?? "";
        expect(last.length).toBeLessThanOrEqual(100);
        expect(last).toMatch(/… \(0:00\)$/);
    });
    it("a reason of several lines becomes one", () => {
        const { stream, text } = screen(false);
        consoleProgress({ stream, environment: {} }).note("pulumi", "a\n  b\nc");
        expect(text()).toBe("pulumi          a b c\n");
    });
    it("a subject longer than its column stays apart from the message", () => {
        const { stream, text } = screen(false);
        consoleProgress({ stream, environment: {} }).note("two-tenants-one-host", "as expected");
        expect(text()).toBe("two-tenants-one-host as expected\n");
    });
});

describe("on a terminal", () => {
    it("a line is redrawn in place and coloured when it ends", () => {
        const { stream, text } = screen(true);
        const line = consoleProgress({ stream, environment: {} }).begin("etcd", "building");
        vi.advanceTimersByTime(1000);
        line.done("built");
        expect(text().split("\n")).toHaveLength(2);
        expect(text()).toContain("\u001b[32mbuilt (0:01)\u001b[0m");
    });
    it("NO_COLOR is respected", () => {
        const { stream, text } = screen(true);
        consoleProgress({ stream, environment: { NO_COLOR: "1" } })
            .begin("etcd", "building")
            .done("built");
        expect(text()).not.toContain("\u001b[32m");
    });
    it("a narrow terminal is never wrapped", () => {
        const { stream, text } = screen(true, 40);
        consoleProgress({ stream, environment: { NO_COLOR: "1" } }).note("etcd", "because ".repeat(10));
        expect(text().replace("\r\u001b[2K", "").trimEnd().length).toBeLessThan(40);
    });
});

it.each([
    [0, "0:00"],
    [59_999, "0:59"],
    [275_000, "4:35"],
    [3_662_000, "61:02"],
])("%d ms read %s", (milliseconds, text) => {
    expect(formatElapsed(milliseconds)).toBe(text);
});
