import { PassThrough } from "node:stream";
import { type ConnectionOptions, connect } from "node:tls";
import fc from "fast-check";
import { expect, it } from "vitest";
import { serverNameIn } from "./client-hello";

/** What a client says first. */
function helloOf(options: ConnectionOptions): Promise<Buffer> {
    const socket = new PassThrough();
    return new Promise((resolve) => {
        socket.once("data", resolve);
        connect({ ...options, socket }).on("error", () => {});
    });
}

it.each(["TLSv1.2", "TLSv1.3"] as const)("the name that a client of %s asks for is read", async (version) => {
    const versions = { minVersion: version, maxVersion: version };
    expect(serverNameIn(await helloOf({ ...versions, servername: "api.example.com" }))).toBe("api.example.com");
    expect(serverNameIn(await helloOf(versions))).toBeUndefined();
});

it("of a beginning the name is read where it is there to its end, and never another", async () => {
    const hello = await helloOf({ servername: "api.example.com" });
    const end = hello.indexOf("api.example.com") + "api.example.com".length;
    for (let length = 0; length <= hello.length; length += 1) {
        expect(serverNameIn(hello.subarray(0, length))).toBe(length < end ? undefined : "api.example.com");
    }
});

it("whatever bytes come, reading them ends without an error", () => {
    fc.assert(
        fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
            serverNameIn(Buffer.from(bytes));
        }),
    );
});
