import { expect, it } from "vitest";
import { type Machine, missingForLab, thisMachine } from "./requirements";

const able: Machine = { platform: "linux", uid: 0, hasNetworkNamespaces: true, has: () => true };

it("a Linux machine with root and the programs lacks nothing", () => {
    expect(missingForLab(able)).toEqual([]);
});

it("everything that is missing is said at once, with what to install", () => {
    const has = (program: string) => program === "setpriv";
    expect(missingForLab({ platform: "linux", uid: 1000, hasNetworkNamespaces: false, has })).toEqual([
        expect.stringMatching(/^root: .*sudo$/),
        expect.stringMatching(/^network namespaces: /),
        "ip, nft, iptables, openssl: apt-get install iproute2 nftables iptables openssl",
    ]);
});

it("elsewhere only the operating system is named: the rest would not help", () => {
    expect(missingForLab({ ...able, platform: "darwin", uid: 501, has: () => false })).toEqual([
        expect.stringMatching(/^Linux \(this is darwin\)/),
    ]);
});

it("a program is looked for along PATH", () => {
    expect(thisMachine({ PATH: "/nonexistent" }).has("ip")).toBe(false);
    expect(thisMachine().has("node")).toBe(true);
});
