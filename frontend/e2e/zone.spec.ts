import { addresses } from "./support/addresses";
import { expect, say, signUp, test } from "./support/test";

for (const zone of ["Etc/Unknown", undefined]) {
  test(`FR-550 a browser in the zone ${zone} is served in that of the account`, async ({ page }) => {
    await page.addInitScript((zone) => {
      const known = Intl.DateTimeFormat.prototype.resolvedOptions;
      Intl.DateTimeFormat.prototype.resolvedOptions = function options() {
        return { ...known.call(this), timeZone: zone as string };
      };
    }, zone);
    await signUp(page);
    const headers = { origin: addresses().web };
    expect(await (await page.request.get("/api/settings")).json()).toEqual({ time_zone: "UTC" });
    await page.request.put("/api/settings", { data: { time_zone: "Asia/Tokyo" }, headers });

    await page.getByLabel("New task").fill("Call home");
    await page.getByLabel("New task").press("Enter");
    await page.getByRole("button", { name: "Edit #1 Call home" }).click();
    await page.getByLabel("Due").fill("2031-05-04");
    await page.getByLabel("Time").fill("09:30");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    const row = page.getByRole("list", { name: "Tasks" }).getByRole("listitem");
    await expect(row.locator("time")).toHaveAttribute("datetime", "2031-05-04T09:30:00+09:00[Asia/Tokyo]");
    await say(page, "What's pending?");
    await expect(page.getByRole("log")).toContainText("Call home");
  });
}

test("FR-550 whatever a browser says of its zone, it is served", async ({ page }) => {
  await signUp(page);
  for (const zone of ["+05:00", "-03", "Europe/Atlantis", "undefined", "null", "Etc/Unknown", "UTC+1", "L\u00e4nder/K\u00f6ln", "x".repeat(300)]) {
    const headers = { origin: addresses().web, "time-zone": zone };
    const list = await page.request.get("/api/tasks?filter=today", { headers });
    expect(list.status(), zone).toBe(200);
    const created = await page.request.post("/api/tasks", { headers, data: { title: "x", due: "2031-05-04T09:30" } });
    expect((await created.json()).due, zone).toBe("2031-05-04T09:30:00+00:00[UTC]");
  }
  const headers = { origin: addresses().web, "time-zone": "+05:00" };
  expect((await page.request.post("/api/chat", { headers, data: { message: "What's pending?" } })).status()).toBe(200);
});
