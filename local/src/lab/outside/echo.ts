import type { Duplex } from "node:stream";
import type { Connection } from "./connection";
import type { SightingFile } from "./sighting";

const PREVIEW_BYTES = 200;

/** Writes down every piece that comes, and sends it back. */
export function echo(stream: Duplex, { seen }: Connection, sightings: SightingFile): void {
    stream.on("error", () => {});
    stream.on("data", (data: Buffer) => {
        sightings.write({ kind: "bytes", ...seen, ...preview(data) });
        stream.write(data);
    });
    stream.on("end", () => stream.end());
}

export function preview(data: Buffer): { readonly bytes: number; readonly text: string } {
    return { bytes: data.length, text: data.toString("latin1", 0, PREVIEW_BYTES) };
}
