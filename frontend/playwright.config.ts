import { defineConfig } from "@playwright/test";
import { addresses } from "./e2e/support/addresses";

const GUESSES = "guesses.spec.ts";

export default defineConfig({
  testDir: "e2e",
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  // Bounds for what hangs: on a busy machine everything may take several times as long.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  // A hundred passwords hashed at once keep everybody else from signing in for seconds, so guessers come when the others are done.
  projects: [
    { name: "page", testIgnore: GUESSES },
    { name: "guesses", testMatch: GUESSES, dependencies: ["page"], fullyParallel: false },
  ],
  use: {
    baseURL: addresses().web,
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
});
