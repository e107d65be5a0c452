import { expect, expectTypeOf, it } from "vitest";
import type { EgressPerimeterArgs } from "./args";
import { type SchemaArgs, sectionSchemas } from "./schema";

it("the validator's schema and the declared interfaces are one shape", () => {
    expectTypeOf<SchemaArgs>().toEqualTypeOf<EgressPerimeterArgs>();
    expect(Object.keys(sectionSchemas)).toContain("externalServices");
});
