import { defineConfig } from "vitest/config";

export default defineConfig({
    resolve: { alias: { "asm-egress": new URL("./components/index.ts", import.meta.url).pathname } },
    test: {
        include: ["components/**/*.test.ts", "local/src/**/*.test.ts", "stack/**/*.test.ts", "tests/**/*.test.ts"],
        exclude: ["**/node_modules/**", "**/dist/**"],
    },
});
