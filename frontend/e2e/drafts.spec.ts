import type { Page } from "@playwright/test";
import { createTasks, expect, newPerson, signIn, signUp, test } from "./support/test";

const NOTES = "Everything that I know about it\nin two lines";

async function openEdit(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Edit #1 Write" }).click();
  await page.getByLabel("Notes").waitFor();
}

async function withTask(page: Page) {
  const person = await signUp(page);
  await createTasks(page, ["Write"]);
  await page.reload();
  return person;
}

/** Ends the session as its end of life does: the page does not hear of it, and not from its next question either. */
async function endSession(page: Page): Promise<void> {
  await page.route("**/api/changes?*", (route) => route.abort());
  await loaded(page);
  await page.context().clearCookies();
}

/** Waits until the page asks for nothing more by itself: what it asked for too late would be refused, and lead it to the sign-in. */
async function loaded(page: Page): Promise<void> {
  if (new URL(page.url()).pathname === "/connections") {
    for (const empty of ["Nothing is connected.", "There are no tokens."]) await expect(page.getByText(empty)).toBeVisible();
  } else {
    // A dialog that is open hides them from all but the eye.
    await expect(page.getByRole("checkbox", { name: "#1 Write", includeHidden: true })).toBeVisible();
    await expect(page.getByRole("list", { name: "Suggestions", includeHidden: true })).toBeVisible();
  }
  await page.waitForLoadState("networkidle");
}

/** What this tab keeps. */
async function kept(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify({ ...sessionStorage }));
}

const WAYS_OUT: [string, (page: Page) => Promise<void>][] = [
  ["Escape", (page) => page.keyboard.press("Escape")],
  ["a click beside it", (page) => page.mouse.click(5, 300)],
  ["its close button", (page) => page.getByRole("button", { name: "Close" }).click()],
];

test("FR-548 typed notes survive Escape, a click beside the dialog, and its close button", async ({ page }) => {
  await withTask(page);
  for (const [way, leave] of WAYS_OUT) {
    await openEdit(page);
    const notes = `${NOTES}, left by ${way}`;
    await page.getByLabel("Notes").fill(notes);
    await leave(page);
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.getByText("Your changes to #1 are not saved").first()).toBeVisible();
    await openEdit(page);
    await expect(page.getByLabel("Notes")).toHaveValue(notes);
    await page.keyboard.press("Escape");
  }
  await openEdit(page);
  await page.reload();
  await expect(page.getByLabel("Notes")).toHaveValue(`${NOTES}, left by its close button`);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("#1 was changed")).toBeVisible();
  await openEdit(page);
  await expect(page.getByText("your changes from before")).toHaveCount(0);
});

test("FR-548 Cancel discards, and nothing typed leaves nothing behind", async ({ page }) => {
  await withTask(page);
  await openEdit(page);
  await page.getByLabel("Notes").fill(NOTES);
  await page.getByRole("button", { name: "Cancel" }).click();
  await openEdit(page);
  await expect(page.getByLabel("Notes")).toHaveValue("");
  await page.keyboard.press("Escape");
  await expect(page.getByText("are not saved")).toHaveCount(0);
  expect(await kept(page)).toBe("{}");
});

test("FR-548 what was typed survives an expired session: the edit, the new task, the message", async ({ page }) => {
  const person = await withTask(page);
  await page.getByLabel("New task").fill("Half a tas");
  await page.getByLabel("Message").fill("Please add");
  await openEdit(page);
  await page.getByLabel("Notes").fill(NOTES);
  await endSession(page);
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL("**/sign-in");
  await signIn(page, person);
  await expect(page.getByLabel("Notes")).toHaveValue(NOTES);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("#1 was changed")).toBeVisible();
  await expect(page.getByLabel("New task")).toHaveValue("Half a tas");
  await expect(page.getByLabel("Message")).toHaveValue("Please add");
});

test("FR-548 what was sent into an expired session comes back to where it was written", async ({ page }) => {
  const person = await withTask(page);
  await endSession(page);
  await page.getByLabel("Message").fill("Add a task to buy milk");
  await page.getByLabel("Message").press("Enter");
  await page.waitForURL("**/sign-in");
  await signIn(page, person);
  await expect(page.getByLabel("Message")).toHaveValue("Add a task to buy milk");

  await endSession(page);
  await page.getByLabel("New task").fill("Buy milk");
  await page.getByLabel("New task").press("Enter");
  await page.waitForURL("**/sign-in");
  await signIn(page, person);
  await expect(page.getByLabel("New task")).toHaveValue("Buy milk");

  await page.goto("/connections");
  await endSession(page);
  await page.getByLabel("Name").fill("My editor");
  await page.getByRole("button", { name: "Make a token" }).click();
  await page.waitForURL("**/sign-in");
  await signIn(page, person);
  await page.waitForURL("**/connections");
  await expect(page.getByLabel("Name")).toHaveValue("My editor");
});

test("FR-548 another account finds nothing of it", async ({ page }) => {
  await withTask(page);
  await page.getByLabel("New task").fill("My secret");
  await openEdit(page);
  await page.getByLabel("Notes").fill(NOTES);
  await endSession(page);
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL("**/sign-in");
  await signUp(page, newPerson("Grace Hopper"));
  await expect(page.getByLabel("New task")).toBeEnabled();
  await expect(page.getByLabel("New task")).toHaveValue("");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(await kept(page)).not.toMatch(/secret|Everything/);
});

test("FR-548 who signs out leaves nothing behind", async ({ page }) => {
  const person = await signUp(page);
  await page.getByLabel("New task").fill("My secret");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in");
  await expect.poll(() => kept(page).catch(() => "on its way")).toBe("{}");
  await signIn(page, person);
  await expect(page.getByLabel("New task")).toHaveValue("");
});
