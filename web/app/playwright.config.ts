import { defineConfig } from "@playwright/test";

/** They take about half of the time that all take together. */
const FIRST_HALF = /(bad-days|complaint|fee|keyboard|matter|office)\.spec/;

/** The tests start a demo site of their own and need what `cargo xtask web` and `cargo build` have made. */
export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/site.ts",
  // One site and one browser profile for each test.
  workers: 1,
  timeout: 480_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  // A browser on a busy machine may be late once; a second failure is one.
  retries: process.env.CI ? 1 : 0,
  // What the injection writes into everything is seen by no other test. Times are measured only on request, because they say
  // as much of the machine as of the app. `cargo xtask test` runs the halves beside each other.
  projects: [
    { name: "first-half", testMatch: FIRST_HALF },
    {
      name: "second-half",
      testIgnore: [FIRST_HALF, /injection/, ...(process.env.UNDERCROFT_BUDGET ? [] : [/budget/])],
    },
    { name: "injection", testMatch: /injection/ },
  ],
  use: { trace: "retain-on-failure", actionTimeout: 20_000 },
});
