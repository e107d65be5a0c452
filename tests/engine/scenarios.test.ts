import { tryScenarios } from "../support/try-scenarios";

/** Each route, TLS mode and kind of attack once; `scenarios.full.test.ts` tries every file. */
tryScenarios("a sample of the scenarios, with real packets", [
    "certificate-per-client",
    "custom-authorization",
    "forged-names",
    "gateway-node-taken",
    "header-hygiene",
    "https-upgrade",
    "jwt-table",
    "perimeter-instead",
    "plaintext",
    "tls-passthrough",
    "two-tenants-one-host",
]);
