import { createTasks, expect, signUp, test } from "./support/test";

test("FR-502 a task is added, ticked, unticked, edited and deleted", async ({ page }) => {
  await signUp(page);
  await page.getByLabel("New task").fill("Book the dentist");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  const task = page.getByRole("checkbox", { name: "#1 Book the dentist" });
  await expect(task).toBeVisible();

  await Promise.all([page.waitForResponse("**/api/tasks/1/complete"), task.check()]);
  await page.reload();
  await expect(task).toBeChecked();
  await Promise.all([page.waitForResponse("**/api/tasks/1/reopen"), task.uncheck()]);
  await page.reload();
  await expect(task).not.toBeChecked();

  await page.getByRole("button", { name: "Edit #1 Book the dentist" }).click();
  await page.getByLabel("Title").fill("Book the optician");
  await page.getByLabel("Notes").fill("Mornings only\n<b>not bold</b>");
  await page.getByLabel("Priority").selectOption("p1");
  await page.getByLabel("Due").fill("2031-05-04");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.reload();
  const row = page.getByRole("list", { name: "Tasks" }).getByRole("listitem");
  await expect(row).toContainText("Book the optician");
  await expect(row).toContainText("<b>not bold</b>");
  await expect(row).toContainText("P1");
  await expect(row.locator("time")).toHaveAttribute("datetime", "2031-05-04");

  await page.getByRole("button", { name: "Edit #1 Book the optician" }).click();
  await page.getByLabel("Due").fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(row.locator("time")).toHaveCount(0);

  await page.getByRole("button", { name: "Delete #1 Book the optician" }).click();
  await Promise.all([
    page.waitForResponse((response) => response.request().method() === "DELETE"),
    page.getByRole("dialog").getByRole("button", { name: "Delete" }).click(),
  ]);
  await expect(page.getByText("Nothing here yet")).toBeVisible();
  await page.reload();
  await expect(page.getByText("Nothing here yet")).toBeVisible();
});

test("FR-502 the list filters by status", async ({ page }) => {
  await signUp(page);
  await createTasks(page, ["One", "Two"]);
  await page.reload();
  await page.getByRole("checkbox", { name: "#2 Two" }).check();

  await page.getByRole("button", { name: "Pending", exact: true }).click();
  await expect(page.getByRole("checkbox", { name: "#1 One" })).toBeVisible();
  await expect(page.getByRole("checkbox", { name: "#2 Two" })).toHaveCount(0);

  await page.getByRole("button", { name: "Completed", exact: true }).click();
  await expect(page.getByRole("checkbox", { name: "#2 Two" })).toBeVisible();
  await expect(page.getByRole("checkbox", { name: "#1 One" })).toHaveCount(0);

  await page.getByRole("button", { name: "All", exact: true }).click();
  await expect(page.getByRole("checkbox")).toHaveCount(2);
});

test("FR-502 further pages load, and a task added meanwhile is in view", async ({ page }) => {
  await signUp(page);
  await createTasks(page, Array.from({ length: 52 }, (_, index) => `Number ${index + 1}`));
  await page.reload();
  await expect(page.getByRole("checkbox")).toHaveCount(50);

  await page.getByLabel("New task").fill("The newest");
  await page.getByLabel("New task").press("Enter");
  await expect(page.getByRole("list", { name: "Just added" }).getByRole("checkbox", { name: "#53 The newest" })).toBeVisible();

  await page.getByRole("button", { name: "Load more" }).click();
  await expect(page.getByRole("checkbox")).toHaveCount(53);
  await expect(page.getByRole("button", { name: "Load more" })).toHaveCount(0);
  await expect(page.getByRole("list", { name: "Just added" })).toHaveCount(0);
});

test("FR-502 a task is shown once when a page loads while the list refreshes", async ({ page }) => {
  await signUp(page);
  await createTasks(page, Array.from({ length: 51 }, (_, index) => `Number ${index + 1}`));
  await page.reload();
  await expect(page.getByRole("checkbox")).toHaveCount(50);
  await page.route(
    (url) => url.pathname.endsWith("/api/tasks") && !url.searchParams.has("cursor"),
    (route) => (route.request().method() === "GET" ? undefined : route.continue()),
  );

  await page.getByLabel("New task").fill("The newest");
  await page.getByLabel("New task").press("Enter");
  await expect(page.getByRole("checkbox", { name: "#52 The newest" })).toBeVisible();
  await page.getByRole("button", { name: "Load more" }).click();
  await expect(page.getByRole("checkbox", { name: "#51 Number 51" })).toBeVisible();
  await expect(page.getByRole("checkbox")).toHaveCount(52);
});

test("FR-502 a change shows before the server answers, and is undone with a message when it refuses", async ({ page }) => {
  await signUp(page);
  await createTasks(page, ["Steady"]);
  await page.reload();
  const task = page.getByRole("checkbox", { name: "#1 Steady" });
  await expect(task).toBeVisible();

  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/api/tasks/1/complete", async (route) => {
    await held;
    const problem = { type: "urn:todo-app:problem:unavailable", title: "Not available", status: 503, detail: "Not today." };
    await route.fulfill({ status: 503, contentType: "application/problem+json", json: problem });
  });
  await task.click();
  await expect(task).toBeChecked();
  answer();
  await expect(page.getByText("#1 was not completed")).toBeVisible();
  await expect(page.getByText("Not today.")).toBeVisible();
  await expect(task).not.toBeChecked();
});

test("FR-502 a refused field is named at the field, and the list stays as it was", async ({ page }) => {
  await signUp(page);
  await createTasks(page, ["Steady"]);
  await page.reload();
  await page.getByRole("button", { name: "Edit #1 Steady" }).click();
  await page.getByLabel("Title").fill("x".repeat(201));
  await page.getByRole("button", { name: "Save" }).click();
  const title = page.getByLabel("Title");
  await expect(title).toHaveAttribute("aria-invalid", "true");
  await expect(title).toHaveAccessibleDescription(/200/);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("checkbox", { name: "#1 Steady" })).toBeVisible();
});
