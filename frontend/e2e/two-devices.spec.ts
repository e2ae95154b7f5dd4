import type { Page } from "@playwright/test";
import { addresses } from "./support/addresses";
import { createTasks, expect, otherBrowser, type Person, signIn, signUp, test } from "./support/test";

/** A change by another device. */
async function changeElsewhere(page: Page, data: Record<string, unknown>): Promise<void> {
  const answer = await page.request.patch("/api/tasks/1", { data, headers: { origin: addresses().web } });
  expect(answer.status()).toBe(200);
}

/** The task as it is stored. */
async function stored(page: Page): Promise<Record<string, unknown>> {
  return (await page.request.get("/api/tasks/1")).json();
}

/** Opens the task for editing, and waits until the page knows in which state it is. */
async function edit(page: Page, title: string): Promise<void> {
  const version = page.waitForResponse((answer) => answer.url().endsWith("/api/tasks/1") && answer.request().method() === "GET");
  await page.getByRole("button", { name: `Edit #1 ${title}` }).click();
  await version;
}

let person: Person;

test.beforeEach(async ({ page }) => {
  person = await signUp(page);
  await createTasks(page, ["Call the bank"]);
  await page.reload();
});

test("FR-546 what another device wrote is shown beside what was typed, and is not overwritten unseen", async ({ page }) => {
  await edit(page, "Call the bank");
  await page.getByLabel("Title").fill("Call the bank today");
  await changeElsewhere(page, { title: "Write to the bank", notes: "They do not answer", priority: "p1" });
  await page.getByRole("button", { name: "Save" }).click();

  const conflict = page.getByRole("dialog").getByRole("alert").filter({ hasText: "was changed elsewhere" });
  await expect(conflict).toContainText("Write to the bank");
  await expect(conflict).toContainText("They do not answer");
  await expect(page.getByLabel("Title")).toHaveValue("Call the bank today");
  expect(await stored(page)).toMatchObject({ title: "Write to the bank" });

  await page.getByRole("button", { name: "Save mine" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  // What was not touched here stays as it was written there.
  expect(await stored(page)).toMatchObject({ title: "Call the bank today", notes: "They do not answer", priority: "p1" });
});

test("FR-546 the other version can be taken", async ({ page }) => {
  await edit(page, "Call the bank");
  await page.getByLabel("Title").fill("Mine");
  await changeElsewhere(page, { title: "Theirs" });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Take the other version" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByRole("button", { name: "Edit #1 Theirs" }).click();
  await expect(page.getByLabel("Title")).toHaveValue("Theirs");
  expect(await stored(page)).toMatchObject({ title: "Theirs" });
});

test("FR-546 a third version is asked about again", async ({ page }) => {
  await edit(page, "Call the bank");
  await page.getByLabel("Notes").fill("Mine");
  await changeElsewhere(page, { notes: "Second" });
  await page.getByRole("button", { name: "Save" }).click();
  const conflict = page.getByRole("dialog").getByRole("alert").filter({ hasText: "was changed elsewhere" });
  await expect(conflict).toContainText("Second");
  await changeElsewhere(page, { notes: "Third" });
  await page.getByRole("button", { name: "Save mine" }).click();
  await expect(conflict).toContainText("Third");
  await expect(page.getByLabel("Notes")).toHaveValue("Mine");
  await page.getByRole("button", { name: "Save mine" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(await stored(page)).toMatchObject({ notes: "Mine" });
});

test("FR-546 who leaves the question finds it again", async ({ page }) => {
  await edit(page, "Call the bank");
  await page.getByLabel("Notes").fill("Mine");
  await changeElsewhere(page, { notes: "Theirs" });
  await page.getByRole("button", { name: "Save" }).click();
  const conflict = page.getByRole("dialog").getByRole("alert").filter({ hasText: "was changed elsewhere" });
  await expect(conflict).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByLabel("Notes")).toHaveValue("Mine");
  await expect(conflict).toContainText("Theirs");
});

test("FR-546 an edit of a task that was deleted elsewhere keeps what was typed", async ({ page }) => {
  await edit(page, "Call the bank");
  await page.getByLabel("Notes").fill("A long story");
  await page.request.delete("/api/tasks/1", { headers: { origin: addresses().web } });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog").getByRole("alert").filter({ hasText: "was deleted elsewhere" })).toBeVisible();
  await expect(page.getByLabel("Notes")).toHaveValue("A long story");
});

test("FR-546 two browsers edit one task", async ({ page, browser }) => {
  const other = await otherBrowser(browser);
  await signIn(other, person);
  for (const [device, title] of [
    [page, "First"],
    [other, "Second"],
  ] as const) {
    await edit(device, "Call the bank");
    await device.getByLabel("Title").fill(title);
  }
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await other.getByRole("button", { name: "Save" }).click();
  await expect(other.getByRole("alert").filter({ hasText: "was changed elsewhere" })).toContainText("First");
  await expect(other.getByLabel("Title")).toHaveValue("Second");
});
