import type { Page } from "@playwright/test";
import { createTasks, expect, signUp, test } from "./support/test";

const PROBLEM = { type: "urn:todo-app:problem:unavailable", title: "Not available", status: 503, detail: "The list is on holiday." };

/** Has every list fail, while everything else answers, until what comes back is called. */
async function breakLists(page: Page): Promise<() => Promise<void>> {
  const isList = (url: URL) => url.pathname === "/api/tasks";
  await page.route(isList, (route) =>
    route.request().method() === "GET"
      ? route.fulfill({ status: 503, contentType: "application/problem+json", json: PROBLEM })
      : route.fallback(),
  );
  return () => page.unroute(isList);
}

test("FR-549 a list that can't be loaded says so and stays so, though changes are told", async ({ page }) => {
  await signUp(page);
  await createTasks(page, ["One"]);
  const mend = await breakLists(page);
  await page.reload();
  const error = page.getByRole("alert").filter({ hasText: "The list is on holiday." });
  await expect(error).toBeVisible();
  await createTasks(page, ["Two"]);
  await page.waitForTimeout(3_000);
  await expect(error).toBeVisible();
  await mend();
  await error.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("checkbox", { name: "#2 Two" })).toBeVisible();
  await expect(error).toHaveCount(0);
});

test("FR-549 a list that can't be brought up to date says so above the tasks, and is when it can", async ({ page }) => {
  await signUp(page);
  await createTasks(page, ["One"]);
  await page.reload();
  await expect(page.getByRole("checkbox", { name: "#1 One" })).toBeVisible();
  const mend = await breakLists(page);
  await createTasks(page, ["Two"]);
  const error = page.getByRole("alert").filter({ hasText: "may be out of date" });
  await expect(error).toContainText("The list is on holiday.");
  await expect(page.getByRole("checkbox", { name: "#1 One" })).toBeVisible();
  await mend();
  await expect(page.getByRole("checkbox", { name: "#2 Two" })).toBeVisible();
  await expect(error).toHaveCount(0);
});

test("FR-549 a further page that can't be loaded says so", async ({ page }) => {
  await signUp(page);
  await createTasks(page, Array.from({ length: 51 }, (_, index) => `Number ${index + 1}`));
  await page.reload();
  await page.route(
    (url) => url.pathname === "/api/tasks" && url.searchParams.has("cursor"),
    (route) => route.fulfill({ status: 503, contentType: "application/problem+json", json: PROBLEM }),
  );
  await page.getByRole("button", { name: "Load more" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Further tasks can't be shown." })).toContainText("The list is on holiday.");
});

test("FR-549 a new task is in view, at the end of a long list and among those of another status", async ({ page }) => {
  await signUp(page);
  await createTasks(page, Array.from({ length: 30 }, (_, index) => `Number ${index + 1}`));
  await page.reload();
  const field = page.getByLabel("New task");
  await expect(page.getByRole("checkbox", { name: "#1 Number 1", exact: true })).toBeInViewport();
  await field.fill("The newest");
  await field.press("Enter");
  await expect(page.getByText("#31 was added")).toBeVisible();
  const task = page.getByRole("checkbox", { name: "#31 The newest" });
  await expect(task).toBeInViewport({ ratio: 1 });
  // Nothing lies over it.
  await task.click({ trial: true });

  await page.getByRole("button", { name: "Completed", exact: true }).click();
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await field.fill("Not completed");
  await field.press("Enter");
  await expect(page.getByRole("list", { name: "Just added" }).getByRole("checkbox", { name: "#32 Not completed" })).toBeInViewport();
});
