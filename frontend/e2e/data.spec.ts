import type { Locator, Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { addresses } from "./support/addresses";
import { createTasks, expect, otherBrowser, signUp, test } from "./support/test";

/** Opens the page from the workspace, as people do. */
async function openData(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Your data" }).click();
  await page.getByRole("heading", { name: "Your data", level: 1 }).waitFor();
}

/** Chooses a file of this content. */
async function choose(page: Page, name: string, content: string | Buffer): Promise<void> {
  const picker = page.getByLabel("Choose file");
  await expect(picker).toBeEnabled();
  await picker.setInputFiles({ name, mimeType: "", buffer: Buffer.from(content) });
}

/** Chooses a file and has it checked. */
async function check(page: Page, name: string, content: string | Buffer): Promise<void> {
  await choose(page, name, content);
  await page.getByRole("button", { name: "Check file" }).click();
}

async function download(page: Page, label: string): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: label }).click()]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}

function cells(table: Locator): Promise<string[]> {
  return table.locator("tbody tr").allInnerTexts();
}

const HEADER = "TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,DATE";
const PLANTS = "task,Water the plants @home,Not the cactus,1,1,2031-05-04";

test("FR-912 everything is exported, as JSON and as CSV", async ({ page }) => {
  await signUp(page);
  await createTasks(page, ["Open", 'With "quotes", and commas']);
  await page.request.post("/api/tasks/1/complete", { headers: { origin: addresses().web } });
  await openData(page);
  await expect(page).toHaveTitle("Your data · Todo");

  const json = await download(page, "Download JSON");
  expect(json.name).toMatch(/^todo-app-\d{4}-\d\d-\d\d\.json$/);
  const file = JSON.parse(json.text);
  expect(file).toMatchObject({ format: "todo-app", version: 1 });
  expect(file.tasks.map(({ title, completed }: { title: string; completed: boolean }) => [title, completed])).toEqual([
    ["Open", true],
    ['With "quotes", and commas', false],
  ]);

  const csv = await download(page, "Download CSV");
  expect(csv.name).toMatch(/^todo-app-\d{4}-\d\d-\d\d\.csv$/);
  const [header, ...rows] = csv.text.trimEnd().split("\r\n");
  expect(header).toMatch(/^\u{feff}id,title,/u);
  expect(rows).toHaveLength(2);
  expect(rows[1]).toContain('2,"With ""quotes"", and commas",');

  await page.getByRole("link", { name: "Tasks" }).click();
  await expect(page.getByRole("checkbox")).toHaveCount(2);
});

test("FR-913, FR-914, FR-915 a file of Todoist's is checked, corrected, imported and undone", async ({ page }) => {
  await signUp(page);
  await createTasks(page, ["There before"]);
  await openData(page);
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname === "/api/import") asked.push(search);
  });

  await choose(page, "Home.csv", [HEADER, PLANTS, "task,Too urgent,,9,1,", "task,,,4,1,", "section,Repairs,,,,"].join("\r\n"));
  await expect(page.getByText(/^Home\.csv, \d+ B$/)).toBeVisible();
  await expect(page.getByLabel("Format")).toHaveValue("todoist");
  await page.getByLabel("Project").fill(" Flat ");
  await page.getByRole("button", { name: "Check file" }).click();
  await expect(page.getByRole("status").filter({ hasText: "1 task could be added, but 2 rows can't be imported" })).toBeVisible();
  const problems = page.getByRole("table", { name: "Rows that can't be imported" });
  const [priority, title] = await cells(problems);
  expect(priority).toMatch(/^3\s+PRIORITY: /);
  expect(title).toMatch(/^4\s+CONTENT: /);
  await page.getByText("1 thing will differ from the file").click();
  await expect(page.getByRole("table", { name: "What will differ from the file" })).toContainText("Repairs");
  await expect(page.getByRole("button", { name: /^Import/ })).toHaveCount(0);

  const corrected = [HEADER, PLANTS, "task,Fill the can,,4,2,", "task,Call home,,2,1,"].join("\r\n");
  await choose(page, "Home.csv", corrected);
  await expect(problems).toHaveCount(0);
  await page.getByRole("button", { name: "Check file" }).click();
  await expect(page.getByText("3 tasks would be added.")).toBeVisible();
  expect(asked.every((search) => search.includes("dry_run=true"))).toBe(true);
  const before = await (await page.request.get("/api/tasks")).json();
  expect(before.tasks).toHaveLength(1);

  await page.getByRole("button", { name: "Import 3 tasks" }).click();
  await expect(page.getByText("3 tasks imported.")).toBeVisible();
  expect(asked).toEqual([
    "?format=todoist&project=Flat&dry_run=true",
    "?format=todoist&project=Flat&dry_run=true",
    "?format=todoist&project=Flat",
  ]);
  // What is done since is not what Undo means.
  await createTasks(page, ["Since then"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("The import was undone: 3 tasks taken back.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Undo" })).toHaveCount(0);
  await page.getByRole("link", { name: "Show tasks" }).click();
  await expect(page.getByRole("checkbox")).toHaveCount(2);
  await expect(page.getByRole("checkbox", { name: "#5 Since then" })).toBeVisible();

  await openData(page);
  await check(page, "Home.csv", corrected);
  await page.getByRole("button", { name: "Import 3 tasks" }).click();
  await page.getByRole("link", { name: "Show tasks" }).click();
  const plants = page.getByRole("listitem").filter({ has: page.getByRole("checkbox", { name: "Water the plants" }) });
  for (const text of ["Not the cactus", "@home", "P1"]) await expect(plants).toContainText(text);
  await expect(page.getByRole("checkbox")).toHaveCount(5);
});

test("FR-915 what was exported is imported again, and an undo that comes too late says why", async ({ page }) => {
  await signUp(page);
  await createTasks(page, ["Milk"]);
  await openData(page);
  const { name, text } = await download(page, "Download JSON");
  await check(page, name, text);
  await expect(page.getByLabel("Format")).toHaveValue("json");
  await page.getByRole("button", { name: "Import 1 task" }).click();
  await expect(page.getByText("1 task imported.")).toBeVisible();
  await page.request.patch("/api/tasks/2", { data: { title: "Oat milk" }, headers: { origin: addresses().web } });
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Task 2 was changed after that" })).toBeVisible();
});

test("FR-914 what no import can be made of is refused in the server's words, and nothing is written", async ({ page }) => {
  await signUp(page);
  await openData(page);
  const alert = page.getByRole("region", { name: "Import" }).getByRole("alert");
  const refused: [string, string | Buffer, RegExp][] = [
    ["photo.png", Buffer.from([0x89, 0x50, 0x4e, 0x47]), /first row .* names its columns, .* TYPE is not there/],
    ["other.json", '{"format":"todo-app","version":2,"tasks":[]}', /version/],
    ["broken.json", '{"format":', /JSON/],
    ["long.csv", `${HEADER}\n${"task,x,,4,1,\n".repeat(5001)}`, /at most 5000 rows; this one has 5001/],
  ];
  for (const [name, content, words] of refused) {
    await check(page, name, content);
    await expect(alert.filter({ hasText: words })).toBeVisible();
    await expect(page.getByRole("button", { name: /^Import/ })).toHaveCount(0);
  }
  await choose(page, "large.json", Buffer.alloc(5 * 1024 * 1024 + 1, " "));
  await expect(alert.filter({ hasText: "A file has at most 5 MiB" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Check file" })).toHaveCount(0);

  await check(page, "empty.csv", HEADER);
  await expect(page.getByText("There is no task in this file.")).toBeVisible();
  await page.getByLabel("Project").fill("x".repeat(200));
  await page.getByRole("button", { name: "Check file" }).click();
  await expect(alert.filter({ hasText: /characters/ })).toBeVisible();
  expect((await (await page.request.get("/api/tasks")).json()).tasks).toEqual([]);
});

test("FR-915 an import whose answer was lost is tried again without being done twice", async ({ page }) => {
  await signUp(page);
  await openData(page);
  await check(page, "Home.csv", [HEADER, PLANTS].join("\n"));
  await page.route("**/api/import?*", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await page.getByRole("button", { name: "Import 1 task" }).click();
  await expect(page.getByText("The server can't be reached.")).toBeVisible();
  await page.unroute("**/api/import?*");
  await page.getByRole("button", { name: "Import 1 task" }).click();
  await page.getByRole("link", { name: "Show tasks" }).click();
  await expect(page.getByRole("checkbox")).toHaveCount(1);
});

test("FR-916 a feed's address is made, read by a calendar, replaced and revoked", async ({ page, browser, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signUp(page);
  const data = { title: "Water the plants", due: "2031-05-04" };
  await page.request.post("/api/tasks", { data, headers: { origin: addresses().web } });
  await openData(page);
  const calendar = (await otherBrowser(browser)).request;
  const field = page.getByLabel("Address of the feed", { exact: true });

  await page.getByRole("button", { name: "Create address" }).click();
  const first = await field.inputValue();
  expect(first).toMatch(new RegExp(`^${addresses().web}/api/feed/[\\w-]{43}\\.ics$`));
  await page.getByRole("button", { name: "Copy: Address of the feed" }).click();
  await expect(page.getByText("Copied.")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(first);
  const feed = await calendar.get(first);
  expect([feed.status(), feed.headers()["content-type"]]).toEqual([200, "text/calendar; charset=utf-8"]);
  for (const line of ["BEGIN:VCALENDAR", "SUMMARY:Water the plants", "DTSTART;VALUE=DATE:20310504"]) {
    expect((await feed.text()).split("\r\n")).toContain(line);
  }

  await page.reload();
  await expect(page.getByText("It was shown once")).toBeVisible();
  await expect(field).toHaveCount(0);

  await page.getByRole("button", { name: "Replace address" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("button", { name: "Replace address" })).toBeFocused();
  expect((await calendar.get(first)).status()).toBe(200);
  await page.getByRole("button", { name: "Replace address" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Replace" }).click();
  const second = await field.inputValue();
  expect(second).not.toBe(first);
  expect((await calendar.get(first)).status()).toBe(404);
  expect((await calendar.get(second)).status()).toBe(200);

  await page.getByRole("button", { name: "Revoke address" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("button", { name: "Create address" })).toBeVisible();
  await expect(field).toHaveCount(0);
  expect((await calendar.get(second)).status()).toBe(404);
});

test("FR-912 who is not signed in is sent to sign in", async ({ page }) => {
  await page.goto("/data");
  await expect(page).toHaveURL(/\/sign-in$/);
});

test("FR-916 an address that was revoked elsewhere is told as such", async ({ page }) => {
  await signUp(page);
  await openData(page);
  await page.getByRole("button", { name: "Create address" }).click();
  await expect(page.getByLabel("Address of the feed", { exact: true })).toBeVisible();
  await page.request.delete("/api/feed", { headers: { origin: addresses().web } });
  await page.getByRole("button", { name: "Revoke address" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("region", { name: "Calendar feed" }).getByRole("alert")).not.toBeEmpty();
  await expect(page.getByRole("button", { name: "Create address" })).toBeVisible();
});
