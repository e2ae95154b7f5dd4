import AxeBuilder from "@axe-core/playwright";
import { expect, signUp, test } from "./support/test";

const LINE = "Pay rent 27 november 2031 9am every month p1 #Home @money // by transfer";

test("FR-560 what is understood of a line shows as chips, and is the task", async ({ page }) => {
  await signUp(page);
  const field = page.getByLabel("New task");
  await field.fill(LINE);
  const chips = page.getByRole("list", { name: "Understood" }).getByRole("button");
  await expect(chips).toHaveText([/Thu.*27.*2031.*every month/, "P1", "#Home", "@money", "by transfer"]);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);

  await field.press("Enter");
  await expect(field).toHaveValue("");
  await expect(chips).toHaveCount(0);
  const row = page.getByRole("list", { name: "Tasks" }).getByRole("listitem");
  await expect(row.getByRole("checkbox", { name: "#1 Pay rent", exact: true })).toBeVisible();
  await expect(row.locator("time")).toHaveAttribute("datetime", /^2031-11-27T09:00/);
  await expect(row).toContainText("#Home");
  await expect(row).toContainText("@money");
  await expect(row).toContainText("by transfer");
});

test("FR-562 FR-563 a chip is taken back with the keyboard, and its words are in the title", async ({ page }) => {
  await signUp(page);
  const field = page.getByLabel("New task");
  await field.fill("Read the friday paper on friday");
  const chip = page.getByRole("button", { name: /^Due: Fri.*Keep “on friday” in the title$/ });
  await expect(chip).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Due: Fri" })).toHaveCount(1);
  await field.press("Tab");
  await page.keyboard.press("Tab");
  await expect(chip).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue("Read the friday paper \\on \\friday");
  await expect(field).toBeFocused();
  await expect(chip).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("checkbox", { name: "#1 Read the friday paper on friday" })).toBeVisible();
  await expect(page.getByRole("list", { name: "Tasks" }).locator("time")).toHaveCount(0);
});

test("FR-561 answers out of order are dropped, and without any a line is added as ever", async ({ page }) => {
  await signUp(page);
  const field = page.getByLabel("New task");
  let answerFirst: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answerFirst = resolve));
  let isFirst = true;
  await page.route("**/api/tasks?dry_run=true", async (route) => {
    const waits = isFirst;
    isFirst = false;
    if (waits) await held;
    await route.fallback().catch(() => undefined);
  });
  const [first] = await Promise.all([page.waitForRequest("**/api/tasks?dry_run=true"), field.fill("Call home p1")]);
  expect(first.postDataJSON()).toEqual({ text: "Call home p1" });
  await field.fill("Call home p2");
  const chips = page.getByRole("list", { name: "Understood" }).getByRole("button");
  await expect(chips).toHaveText(["P2"]);
  answerFirst();
  await expect(chips).toHaveText(["P2"]);

  await page.unrouteAll();
  await page.route("**/api/tasks?dry_run=true", (route) => route.abort());
  await field.fill("Call home p3");
  await expect(chips).toHaveCount(0);
  await field.press("Enter");
  const row = page.getByRole("list", { name: "Tasks" }).getByRole("listitem");
  await expect(row.getByRole("checkbox", { name: "#1 Call home", exact: true })).toBeVisible();
  await expect(row).toContainText("P3");
});

test("FR-561 a line that cannot be a task is refused with the reason, and stays", async ({ page }) => {
  await signUp(page);
  const field = page.getByLabel("New task");
  await field.fill("tomorrow p1");
  await field.press("Enter");
  await expect(page.getByText("“tomorrow p1” was not added")).toBeVisible();
  await expect(page.getByText(/needs a title/)).toBeVisible();
  await expect(field).toHaveValue("tomorrow p1");
});

test.describe("in another language", () => {
  test.use({ locale: "de-DE", timezoneId: "Europe/Berlin" });

  test("FR-560 the line is read in the browser's language and zone", async ({ page }) => {
    await signUp(page);
    const field = page.getByLabel("New task");
    await field.fill("Oma anrufen am 27. November 2031 um halb neun");
    await expect(page.getByRole("list", { name: "Understood" }).getByRole("button")).toHaveText([/27\. Nov.*2031.*08:30/]);
    await field.press("Enter");
    const row = page.getByRole("list", { name: "Tasks" }).getByRole("listitem");
    await expect(row.getByRole("checkbox", { name: "#1 Oma anrufen", exact: true })).toBeVisible();
    await expect(row.locator("time")).toHaveAttribute("datetime", "2031-11-27T08:30:00+01:00[Europe/Berlin]");
  });
});
