import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { createTasks, expect, newPerson, say, signUp, test } from "./support/test";

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`FR-505 axe finds nothing serious on sign-in and sign-up (${colorScheme})`, async ({ page }) => {
      for (const path of ["/sign-in", "/sign-up"]) {
        await page.goto(path);
        await expect(page.getByRole("form")).toBeVisible();
        expect(await findings(page)).toEqual([]);
      }
    });

    test(`FR-505 axe finds nothing serious in the workspace (${colorScheme})`, async ({ page }) => {
      await signUp(page);
      await expect(page.getByText("Nothing here yet")).toBeVisible();
      expect(await findings(page)).toEqual([]);

      await createTasks(page, ["Team meeting", "Budget meeting"]);
      await say(page, "Add a task to buy groceries");
      await say(page, "Mark task 3 as complete");
      await say(page, "Delete the meeting task");
      await expect(page.getByRole("checkbox")).toHaveCount(3);
      await page.mouse.move(0, 0);
      expect(await findings(page)).toEqual([]);

      await page.getByRole("button", { name: "Edit #1 Team meeting" }).click();
      await page.getByLabel("Title").fill("x".repeat(201));
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByLabel("Title")).toHaveAttribute("aria-invalid", "true");
      expect(await findings(page)).toEqual([]);
    });
  });
}

/** Presses Tab until the element with this role and name has the focus. */
async function tabTo(page: Page, role: "button" | "checkbox" | "textbox", name: string | RegExp): Promise<void> {
  const target = page.getByRole(role, { name });
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press("Tab");
    if (await target.evaluateAll((elements) => elements.includes(document.activeElement as HTMLElement))) return;
  }
  throw new Error(`the keyboard does not reach ${role} ${name}`);
}

test("FR-505 everything works with the keyboard alone", async ({ page }) => {
  const person = newPerson();
  await page.goto("/sign-up");
  await tabTo(page, "textbox", "Name");
  await page.keyboard.type(person.name);
  await page.keyboard.press("Tab");
  await page.keyboard.type(person.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(person.password);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Tasks" })).toBeVisible();

  await tabTo(page, "textbox", "New task");
  await page.keyboard.type("Learn to type");
  await page.keyboard.press("Enter");
  const task = page.getByRole("checkbox", { name: "#1 Learn to type" });
  await expect(task).toBeEnabled();

  await tabTo(page, "checkbox", "#1 Learn to type");
  await page.keyboard.press("Space");
  await expect(task).toBeChecked();

  await tabTo(page, "button", "Edit #1 Learn to type");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Edit #1 Learn to type" })).toBeFocused();

  await tabTo(page, "button", "Delete #1 Learn to type");
  await page.keyboard.press("Enter");
  await tabTo(page, "button", "Delete");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Nothing here yet")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Tasks" })).toBeFocused();

  await tabTo(page, "textbox", "Message");
  await page.keyboard.type("Add a task");
  await page.keyboard.press("Shift+Enter");
  await expect(page.getByLabel("Message")).toHaveValue("Add a task\n");
  await page.keyboard.press("Backspace");
  await page.keyboard.type(" to buy groceries");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("checkbox", { name: "#2 Buy groceries" })).toBeVisible();

  await page.keyboard.press("Shift+Tab");
  await tabTo(page, "button", "Sign out");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/sign-in$/);
});

test("FR-505 the theme can be chosen, and stays chosen", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await signUp(page);
  await expect(page.locator("html")).not.toHaveClass(/dark/);
  await page.getByRole("button", { name: "Switch between light and dark" }).click();
  await expect(page.locator("html")).toHaveClass(/dark/);
  await page.reload();
  await expect(page.locator("html")).toHaveClass(/dark/);
});
