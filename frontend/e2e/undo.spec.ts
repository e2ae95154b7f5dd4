import type { Page } from "@playwright/test";
import { addresses } from "./support/addresses";
import { createTasks, expect, signUp, test } from "./support/test";

const UNDO = "ControlOrMeta+z";

async function create(page: Page, data: Record<string, unknown>): Promise<void> {
  const answer = await page.request.post("/api/tasks", { data, headers: { origin: addresses().web } });
  expect(answer.status()).toBe(201);
}

/** All tasks but for when they were changed last: taking back is a change. */
async function stored(page: Page): Promise<unknown> {
  const { tasks }: { tasks: Record<string, unknown>[] } = await (await page.request.get("/api/tasks")).json();
  return tasks.map((task) => ({ ...task, updated_at: undefined }));
}

test("FR-547 ticking a parent, and a task that repeats, is taken back by keyboard with all that it did", async ({ page }) => {
  await signUp(page);
  await create(page, { title: "Move house" });
  await create(page, { title: "Pack", parent_id: 1 });
  await create(page, { title: "Stretch", due: "2031-01-01", recurrence: "FREQ=DAILY" });
  await page.reload();
  const before = await stored(page);
  await page.getByRole("checkbox", { name: "#1 Move house" }).focus();
  await page.keyboard.press("Space");
  await expect(page.getByRole("checkbox", { name: "#2 Pack" })).toBeChecked();
  await page.getByRole("checkbox", { name: "#3 Stretch" }).focus();
  await page.keyboard.press("Space");
  await expect(page.getByRole("checkbox", { name: "#4 Stretch" })).toBeVisible();

  await page.keyboard.press(UNDO);
  await expect(page.getByRole("checkbox", { name: "#4 Stretch" })).toHaveCount(0);
  await page.keyboard.press(UNDO);
  await expect(page.getByRole("checkbox", { name: "#2 Pack" })).not.toBeChecked();
  await expect(page.getByRole("checkbox", { name: "#1 Move house" })).not.toBeChecked();
  expect(await stored(page)).toEqual(before);
});

test("FR-547 adding, editing, unticking and deleting are taken back, the newest first", async ({ page }) => {
  await signUp(page);
  await page.getByLabel("New task").fill("One");
  await page.getByLabel("New task").press("Enter");
  const task = page.getByRole("checkbox", { name: "#1 One" });
  await expect(page.getByText("#1 was added")).toBeVisible();
  await task.check();
  await expect(page.getByText("#1 was completed")).toBeVisible();
  await task.uncheck();
  await expect(page.getByText("#1 was reopened")).toBeVisible();
  await page.getByRole("button", { name: "Edit #1 One" }).click();
  await page.getByLabel("Title").fill("Two");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("#1 was changed")).toBeVisible();
  await page.getByRole("button", { name: "Delete #1 Two" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("#1 was deleted")).toBeVisible();

  await page.keyboard.press(UNDO);
  await expect(page.getByRole("checkbox", { name: "#1 Two" })).toBeVisible();
  await page.keyboard.press(UNDO);
  await expect(task).not.toBeChecked();
  await page.keyboard.press(UNDO);
  await expect(task).toBeChecked();
  await page.keyboard.press(UNDO);
  await expect(task).not.toBeChecked();
  await page.keyboard.press(UNDO);
  await expect(page.getByText("Nothing here yet")).toBeVisible();
  expect(await stored(page)).toEqual([]);
});

test("FR-547 the message undoes its own change, not the newest one, and says why it can't", async ({ page }) => {
  await signUp(page);
  await createTasks(page, ["Mine", "Other"]);
  await page.reload();
  await page.getByRole("checkbox", { name: "#1 Mine" }).check();
  const undo = page.getByRole("button", { name: "Undo" });
  await expect(undo).toBeVisible();
  await page.request.patch("/api/tasks/2", { data: { title: "Newer" }, headers: { origin: addresses().web } });
  await undo.click();
  await expect(page.getByRole("checkbox", { name: "#1 Mine" })).not.toBeChecked();
  await expect(page.getByRole("checkbox", { name: "#2 Newer" })).toBeVisible();

  await page.getByRole("checkbox", { name: "#1 Mine" }).check();
  await expect(undo).toBeVisible();
  await page.request.patch("/api/tasks/1", { data: { title: "Changed" }, headers: { origin: addresses().web } });
  await undo.click();
  await expect(page.getByText("Not undone: #1 was completed")).toBeVisible();
  await expect(page.getByText("Task 1 was changed after that")).toBeVisible();
  await expect(page.getByRole("checkbox", { name: "#1 Changed" })).toBeChecked();
});

test("FR-547 an undo whose answer is lost is done once", async ({ page }) => {
  await signUp(page);
  await createTasks(page, ["One", "Two"]);
  await page.reload();
  for (const name of ["#1 One", "#2 Two"]) {
    await page.getByRole("checkbox", { name }).check();
    await expect(page.getByText(`${name.slice(0, 2)} was completed`)).toBeVisible();
  }
  let left = 2;
  await page.route("**/api/undo", async (route) => {
    if (left === 0) return route.fallback();
    left -= 1;
    await route.fetch();
    await route.abort();
  });
  await page.keyboard.press(UNDO);
  await expect(page.getByText("Not undone: #2 was completed")).toBeVisible();
  await page.keyboard.press(UNDO);
  await expect(page.getByText("Undone", { exact: true })).toBeVisible();
  await expect(page.getByRole("checkbox", { name: "#2 Two" })).not.toBeChecked();
  await expect(page.getByRole("checkbox", { name: "#1 One" })).toBeChecked();
});

test("FR-547 in a text field Ctrl+Z is the field's own", async ({ page }) => {
  await signUp(page);
  await createTasks(page, ["One"]);
  await page.reload();
  await page.getByRole("checkbox", { name: "#1 One" }).check();
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
  for (const label of ["New task", "Message"]) {
    await page.getByLabel(label).pressSequentially("abc");
    await page.keyboard.press(UNDO);
    await expect(page.getByLabel(label)).not.toHaveValue("abc");
  }
  await expect(page.getByRole("checkbox", { name: "#1 One" })).toBeChecked();
});

test("FR-547 the message is announced, reached by keyboard, and covers neither the tasks nor the composer", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 780 });
  await signUp(page);
  await createTasks(page, ["One"]);
  await page.reload();
  await page.getByRole("checkbox", { name: "#1 One" }).focus();
  await page.keyboard.press("Space");
  const messages = page.getByRole("region", { name: /Notifications/ });
  await expect(messages).toHaveAttribute("aria-live", "polite");
  await expect(messages).toContainText("#1 was completed");
  const views = page.getByRole("navigation", { name: "View" });
  await views.getByRole("button", { name: "Chat" }).click();
  await page.getByLabel("Message").click({ trial: true });
  await page.getByLabel("Message").fill("one\ntwo\nthree\nfour");
  await page.getByLabel("Message").click({ trial: true });
  await views.getByRole("button", { name: "Tasks" }).click();

  await page.keyboard.press("Alt+KeyT");
  const undo = messages.getByRole("button", { name: "Undo" });
  for (let presses = 0; presses < 3 && !(await undo.evaluate((button) => button === document.activeElement)); presses += 1) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await expect(page.getByRole("checkbox", { name: "#1 One" })).not.toBeChecked();
});
