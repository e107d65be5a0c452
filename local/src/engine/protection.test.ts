import { expect, it } from "vitest";
import { refuseProtected } from "./protection";

const urn = (name: string) => `urn:pulumi:local::asm-egress::alicloud:ecs/eipAddress:EipAddress::${name}`;
const eip = (name: string, protect?: boolean) => ({
    urn: urn(name),
    type: "alicloud:ecs/eipAddress:EipAddress",
    custom: true,
    ...(protect === undefined ? {} : { protect }),
});

it("a stack with a protected resource is not destroyed, and the message names it and the way", () => {
    expect(() => refuseProtected([eip("free"), eip("kept", true)])).toThrow(/1 resource is protected \(kept\)/);
});

it("a stack without protected resources may be destroyed", () => {
    expect(() => refuseProtected([eip("free"), eip("also-free", false)])).not.toThrow();
    expect(() => refuseProtected([])).not.toThrow();
});
