import type { Page, Request } from "@playwright/test";
import { createTasks, expect, signUp, test } from "./support/test";

// Their answers hold a secret that is kept nowhere, so they take no key.
const WITHOUT_KEY = /^\/api\/(auth|conversations|tokens$|feed$|connections)/;

/** The page's writes, as they are sent. */
function writesOf(page: Page): Request[] {
  const seen: Request[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (request.method() !== "GET" && pathname.startsWith("/api/") && !pathname.startsWith("/api/auth/")) seen.push(request);
  });
  return seen;
}

const keyOf = (request: Request) => request.headers()["idempotency-key"];

/** Has the server carry out so many requests of a kind without the page hearing of it. */
async function loseAnswers(page: Page, method: string, path: string, times: number): Promise<void> {
  let left = times;
  await page.route(`**${path}`, async (route) => {
    if (route.request().method() !== method || left === 0) return route.fallback();
    left -= 1;
    await route.fetch();
    await route.abort();
  });
}

test("FR-545 a task whose answer is lost is added once, by itself", async ({ page }) => {
  await signUp(page);
  await loseAnswers(page, "POST", "/api/tasks", 1);
  const writes = writesOf(page);
  await page.getByLabel("New task").fill("Buy milk");
  await page.getByLabel("New task").press("Enter");
  await expect(page.getByText("#1 was added")).toBeVisible();
  await expect(page.getByRole("checkbox")).toHaveCount(1);
  const sent = writes.filter((request) => request.method() === "POST");
  expect(sent).toHaveLength(2);
  expect(new Set(sent.map(keyOf)).size).toBe(1);
});

test("FR-545 Enter again after lost answers adds nothing twice, also after a reload; a new intention is a new task", async ({ page }) => {
  await signUp(page);
  await loseAnswers(page, "POST", "/api/tasks", 4);
  const field = page.getByLabel("New task");
  await field.fill("Buy milk");
  await field.press("Enter");
  await expect(page.getByText("“Buy milk” was not added")).toBeVisible();
  await expect(field).toHaveValue("Buy milk");
  await field.press("Enter");
  await expect(field).toHaveValue("");
  await expect(field).toHaveValue("Buy milk");
  await page.reload();
  await expect(field).toHaveValue("Buy milk");
  await field.press("Enter");
  await expect(page.getByText("#1 was added")).toBeVisible();
  await expect(page.getByRole("checkbox")).toHaveCount(1);

  await field.fill("Buy milk");
  await field.press("Enter");
  await expect(page.getByRole("checkbox", { name: "#2 Buy milk" })).toBeVisible();
});

test("FR-545 the same title typed twice is two tasks, and one whose page went is not lost", async ({ page }) => {
  await signUp(page);
  const field = page.getByLabel("New task");
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/api/tasks", async (route) => {
    if (route.request().method() === "POST") await held;
    await route.fallback();
  });
  for (const title of ["Buy milk", "Buy milk"]) {
    await field.fill(title);
    await field.press("Enter");
  }
  answer();
  await expect(page.getByRole("checkbox", { name: "#2 Buy milk" })).toBeVisible();

  await page.route("**/api/tasks", (route) => (route.request().method() === "POST" ? undefined : route.fallback()));
  await field.fill("Buy bread");
  await field.press("Enter");
  await expect(field).toHaveValue("");
  await page.reload();
  await expect(field).toHaveValue("Buy bread");
});

test("FR-545 a lost answer to an edit is no change by somebody else", async ({ page }) => {
  await signUp(page);
  await createTasks(page, ["Old"]);
  await page.reload();
  await loseAnswers(page, "PATCH", "/api/tasks/1", 2);
  await page.getByRole("button", { name: "Edit #1 Old" }).click();
  await page.getByLabel("Title").fill("New");
  await page.getByRole("button", { name: "Save" }).click();
  const alert = page.getByRole("dialog").getByRole("alert");
  await expect(alert).toContainText("can't be reached");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("checkbox", { name: "#1 New" })).toBeVisible();

  // Nor where the text is another one by then.
  await page.unrouteAll();
  await loseAnswers(page, "PATCH", "/api/tasks/1", 2);
  await page.getByRole("button", { name: "Edit #1 New" }).click();
  await page.getByLabel("Title").fill("Newer");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(alert).toContainText("can't be reached");
  await page.getByLabel("Title").fill("Newest");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("checkbox", { name: "#1 Newest" })).toBeVisible();
});

test("FR-545 a repeating task whose tick got no answer has one next", async ({ page }) => {
  await signUp(page);
  const data = { title: "Stretch", due: "2031-01-01", recurrence: "FREQ=DAILY" };
  await page.request.post("/api/tasks", { data, headers: { origin: new URL(page.url()).origin } });
  await page.reload();
  await loseAnswers(page, "POST", "/api/tasks/1/complete", 1);
  await page.getByRole("checkbox", { name: "#1 Stretch" }).click();
  await expect(page.getByText("#1 was completed")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("checkbox", { name: "#2 Stretch" })).toHaveCount(0);
  await expect(page.getByRole("checkbox", { name: "#1 Stretch" })).not.toBeChecked();
});

test("FR-545 every write of the page that takes a key carries one of its own", async ({ page }) => {
  const writes = writesOf(page);
  await signUp(page);
  await page.getByLabel("New task").fill("One");
  await page.getByLabel("New task").press("Enter");
  const task = page.getByRole("checkbox", { name: "#1 One" });
  for (const words of ["#1 was completed", "#1 was reopened"]) {
    await task.click();
    await expect(page.getByText(words)).toBeVisible();
  }
  await page.getByRole("button", { name: "Edit #1 One" }).click();
  await page.getByLabel("Notes").fill("n");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("#1 was changed")).toBeVisible();
  await page.getByRole("button", { name: "Delete #1 One" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("#1 was deleted")).toBeVisible();
  await Promise.all([page.waitForResponse("**/api/undo"), page.keyboard.press("ControlOrMeta+z")]);

  await page.goto("/connections");
  await page.getByLabel("Name").fill("Editor");
  await page.getByRole("button", { name: "Make a token" }).click();
  await page.getByRole("button", { name: "Revoke Editor" }).click();
  await Promise.all([page.waitForResponse("**/api/tokens/*"), page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click()]);

  const keyed = writes.filter((request) => !WITHOUT_KEY.test(new URL(request.url()).pathname));
  const keys = keyed.map(keyOf);
  expect(keys.length).toBeGreaterThanOrEqual(7);
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set(keys).size).toBe(keys.length);
});
