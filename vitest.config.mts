import { defineConfig } from "vitest/config";

/** `npm run test:full` adds the long sweeps. */
const full = process.env.ASM_EGRESS_TESTS === "full";

/** Where a machine reads the outcome, beside what a person reads. */
const report = process.env.ASM_EGRESS_TEST_REPORT;

export default defineConfig({
    resolve: { alias: { "asm-egress": new URL("./components/index.ts", import.meta.url).pathname } },
    test: {
        include: ["components/**/*.test.ts", "local/src/**/*.test.ts", "stack/**/*.test.ts", "tests/**/*.test.ts"],
        exclude: ["**/node_modules/**", "**/dist/**", ...(full ? [] : ["**/*.full.test.ts"])],
        globalSetup: "tests/support/real-tools.ts",
        // A limit for what hangs; on a busy machine a whole perimeter under mocks takes seconds.
        testTimeout: 30_000,
        reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
    },
});
