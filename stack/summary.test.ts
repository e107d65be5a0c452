import { expect, it } from "vitest";
import { summarise } from "./summary";

const stripe = { name: "stripe", hosts: ["api.stripe.com"], clients: [{ namespace: "billing" }] };

it("a line says who may call what, and what a call needs besides", () => {
    expect(summarise({ externalServices: [stripe] })).toEqual(["stripe: billing/* -> api.stripe.com:443"]);
    const narrowed = {
        ...stripe,
        requests: [{ methods: ["GET"] }, { methods: ["POST"] }],
        jwt: { issuers: ["idp", "other"] },
        authorizer: "opa",
    };
    expect(summarise({ externalServices: [narrowed] })).toEqual([
        "stripe: billing/* -> api.stripe.com:443 by 2 request rules, a token of idp or other, the consent of opa",
    ]);
});
