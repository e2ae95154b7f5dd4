import { addresses } from "./support/addresses";
import { expect, signUp, test } from "./support/test";

test.use({ timezoneId: "Asia/Tokyo", locale: "en-GB" });

test("FR-612 times are meant where the browser is, and so is the account", async ({ page }) => {
  await Promise.all([page.waitForResponse((answer) => answer.request().method() === "PUT"), signUp(page)]);
  expect(await (await page.request.get("/api/settings")).json()).toEqual({ time_zone: "Asia/Tokyo" });

  await page.getByLabel("New task").fill("Call home");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("button", { name: "Edit #1 Call home" }).click();
  await page.getByLabel("Due").fill("2031-05-04");
  await page.getByLabel("Time").fill("09:30");
  await page.getByLabel("Tags, separated by commas").fill("Family, phone");
  await page.getByLabel("Project").fill("Home");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.reload();
  const row = page.getByRole("list", { name: "Tasks" }).getByRole("listitem");
  await expect(row.locator("time")).toHaveAttribute("datetime", "2031-05-04T09:30:00+09:00[Asia/Tokyo]");
  for (const text of ["#Home", "@Family", "@phone", "09:30"]) await expect(row).toContainText(text);
});

test("FR-614 ticking a task that repeats brings the next one", async ({ page }) => {
  await signUp(page);
  const data = { title: "Pay rent", due: "2031-01-31", recurrence: "FREQ=MONTHLY;BYMONTHDAY=-1" };
  await page.request.post("/api/tasks", { data, headers: { origin: addresses().web } });
  await page.reload();
  await page.getByRole("checkbox", { name: "#1 Pay rent" }).check();
  const next = page.getByRole("listitem").filter({ has: page.getByRole("checkbox", { name: "#2 Pay rent" }) });
  await expect(next.locator("time")).toHaveAttribute("datetime", "2031-02-28");
  await expect(next).toContainText("repeats");
});

test("FR-630, FR-631 unticking a task that repeats from completion takes its next one away", async ({ page }) => {
  await signUp(page);
  const data = { title: "Change the filter", due: "2031-01-31", recurrence: "FREQ=MONTHLY;INTERVAL=3", recurrence_from: "completion" };
  await page.request.post("/api/tasks", { data, headers: { origin: addresses().web } });
  await page.reload();
  const first = page.getByRole("checkbox", { name: "#1 Change the filter" });
  const next = page.getByRole("listitem").filter({ has: page.getByRole("checkbox", { name: "#2 Change the filter" }) });
  await first.check();
  await expect(next).toContainText("from completion");
  await first.uncheck();
  await expect(next).toHaveCount(0);
});
