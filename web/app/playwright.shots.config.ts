import { defineConfig } from "@playwright/test";

/** Pictures instead of tests: `cargo xtask screenshots` runs them. */
export default defineConfig({
  testDir: "shots",
  testMatch: "*.shot.ts",
  globalSetup: "./e2e/site.ts",
  workers: 1,
  timeout: 3_600_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  use: { actionTimeout: 30_000 },
});
