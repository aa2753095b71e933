import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "addon/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // Set by .ci/run alone: real servers on two shared cores. What passes at the second try is printed as such.
    retry: Number(process.env["PORCHLIGHT_TEST_RETRIES"] ?? 0),
  },
});
