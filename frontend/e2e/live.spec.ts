import type { Page } from "@playwright/test";
import { createTasks, expect, otherBrowser, signIn, signUp, test } from "./support/test";

/** The page's requests for changes, as they come. */
function changesOf(page: Page): string[] {
  const seen: string[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/api/changes") seen.push(request.url());
  });
  return seen;
}

/** Has the page believe that somebody went to another tab, or came back. */
async function setVisibility(page: Page, state: "visible" | "hidden"): Promise<void> {
  await page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);
}

test("FR-622 an open page shows what is changed elsewhere", async ({ page, browser }) => {
  const person = await signUp(page);
  const other = await otherBrowser(browser);
  await signIn(other, person);

  await createTasks(other, ["Water the plants"]);
  const task = page.getByRole("checkbox", { name: "#1 Water the plants" });
  await expect(task).toBeVisible();
  await other.getByRole("checkbox", { name: "#1 Water the plants" }).check();
  await expect(task).toBeChecked();
});

test("FR-622 a hidden page asks for nothing, and shows what it missed when it is looked at again", async ({ page }) => {
  const asked = changesOf(page);
  await signUp(page);
  await expect.poll(() => asked.length).toBeGreaterThan(1);
  await setVisibility(page, "hidden");
  const before = asked.length;
  await createTasks(page, ["While away"]);
  await page.waitForTimeout(4_000);
  expect(asked).toHaveLength(before);
  await expect(page.getByText("While away")).toHaveCount(0);
  await setVisibility(page, "visible");
  await expect(page.getByRole("checkbox", { name: "#1 While away" })).toBeVisible();
});

test("FR-622 a page that nobody touches goes quiet after five minutes", async ({ page }) => {
  const asked = changesOf(page);
  await page.clock.install();
  await signUp(page);
  await expect.poll(() => asked.length).toBeGreaterThan(1);
  await page.clock.fastForward("05:01");
  const before = asked.length;
  await createTasks(page, ["While nobody looks"]);
  await page.waitForTimeout(4_000);
  expect(asked).toHaveLength(before);
  await page.mouse.move(10, 10);
  await page.mouse.move(20, 20);
  await expect(page.getByRole("checkbox", { name: "#1 While nobody looks" })).toBeVisible();
});

test("FR-547 a deleted task is brought back from the message", async ({ page }) => {
  await signUp(page);
  await createTasks(page, ["Keep me"]);
  await page.reload();
  await page.getByRole("button", { name: "Delete #1 Keep me" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("#1 was deleted")).toBeVisible();
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("checkbox", { name: "#1 Keep me" })).toBeVisible();
});
