import { defineConfig } from "@playwright/test";

/** The tests start a demo site of their own and need what `cargo xtask web` and `cargo build` have made. */
export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/site.ts",
  // One site and one browser profile for each test. `cargo xtask test` runs two halves beside each other.
  workers: 1,
  timeout: 480_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  // A browser on a busy machine may be late once; a second failure is one.
  retries: process.env.CI ? 1 : 0,
  // What the injection writes into everything is seen by no other test. Times are measured only on request, because they say
  // as much of the machine as of the app.
  projects: [
    { name: "app", testIgnore: process.env.UNDERCROFT_BUDGET ? /injection/ : /injection|budget/ },
    { name: "injection", testMatch: /injection/ },
  ],
  use: { trace: "retain-on-failure", actionTimeout: 20_000 },
});
