import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { addresses } from "./support/addresses";
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

      const other = { data: { title: "Board meeting", notes: "In the tower" }, headers: { origin: addresses().web } };
      await page.request.patch("/api/tasks/1", other);
      await page.getByLabel("Title").fill("Team lunch");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByText("changed elsewhere")).toBeVisible();
      expect(await findings(page)).toEqual([]);
      await page.getByRole("button", { name: "Take the other version" }).click();

      await page.route("**/api/tasks?*", (route) => route.fulfill({ status: 503 }));
      await createTasks(page, ["Unseen"]);
      await expect(page.getByText("may be out of date")).toBeVisible();
      expect(await findings(page)).toEqual([]);
    });

    test(`FR-505 axe finds nothing on the page of one's data (${colorScheme})`, async ({ page }) => {
      const violations = async () => (await new AxeBuilder({ page }).analyze()).violations;
      await signUp(page);
      await page.goto("/data");
      await expect(page.getByRole("button", { name: "Create address" })).toBeEnabled();
      expect(await violations()).toEqual([]);

      await page.getByRole("button", { name: "Create address" }).click();
      await expect(page.getByLabel("Address of the feed", { exact: true })).toBeVisible();
      const table = "TYPE,CONTENT,PRIORITY\ntask,Good,1\ntask,Bad,9\nsection,Home,\n";
      await page.getByLabel("Choose file").setInputFiles({ name: "Home.csv", mimeType: "", buffer: Buffer.from(table) });
      await page.getByRole("button", { name: "Check file" }).click();
      await page.getByText("1 thing will differ from the file").click();
      await expect(page.getByRole("table")).toHaveCount(2);
      expect(await violations()).toEqual([]);

      await page.getByLabel("Choose file").setInputFiles({ name: "Home.csv", mimeType: "", buffer: Buffer.from(table.replace("9", "4")) });
      await page.getByRole("button", { name: "Check file" }).click();
      await page.getByRole("button", { name: "Import 2 tasks" }).click();
      await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
      expect(await violations()).toEqual([]);

      await page.getByRole("button", { name: "Revoke address" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      expect(await violations()).toEqual([]);
    });
  });
}

/** Presses Tab until the element with this role and name has the focus. */
async function tabTo(page: Page, role: "button" | "checkbox" | "link" | "textbox", name: string | RegExp): Promise<void> {
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

test("FR-505 one's data are had with the keyboard alone", async ({ page }) => {
  await signUp(page);
  await tabTo(page, "link", "Your data");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Your data", level: 1 })).toBeVisible();

  await tabTo(page, "link", "Download JSON");
  await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);

  // A file input is a button to the keyboard.
  await tabTo(page, "button", "Choose file");
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Enter")]);
  await chooser.setFiles({ name: "Home.csv", mimeType: "", buffer: Buffer.from("TYPE,CONTENT\ntask,Typed\n") });
  await tabTo(page, "button", "Check file");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Import 1 task" })).toBeVisible();
  await tabTo(page, "button", "Import 1 task");
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 task imported.")).toBeVisible();
  await tabTo(page, "button", "Undo");
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 task taken back")).toBeVisible();

  await tabTo(page, "button", "Create address");
  await page.keyboard.press("Enter");
  await tabTo(page, "textbox", "Address of the feed");
  await tabTo(page, "button", "Revoke address");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Revoke address" })).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, "button", "Revoke");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Create address" })).toBeVisible();

  await page.keyboard.press("Shift+Tab");
  await tabTo(page, "link", "Tasks");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Tasks" })).toBeVisible();
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
