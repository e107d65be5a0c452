import { describe, expect, it } from "vitest";
import { placeholdersIn, withValues } from "./placeholders";

describe("what only the lab knows", () => {
    it("is put into the texts of the perimeter, however deep", () => {
        const perimeter = { jwtIssuers: [{ jwks: "$(jwks:idp)" }], other: ["-$(ca)-", 7, null] };
        expect(withValues(perimeter, { jwks: { idp: "{}" }, ca: "PEM" })).toEqual({
            jwtIssuers: [{ jwks: "{}" }],
            other: ["-PEM-", 7, null],
        });
    });

    it("is found", () => {
        expect(placeholdersIn({ a: "$(jwks:idp) $(ca)", b: ["$(jwks:idp)"] })).toEqual(["ca", "jwks:idp"]);
    });

    it("is left as it is where nobody knows it", () => {
        expect(withValues("$(jwks:other) $(else)", { jwks: {}, ca: "" })).toBe("$(jwks:other) $(else)");
        expect(placeholdersIn("$(else)")).toEqual([]);
    });
});
