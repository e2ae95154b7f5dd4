import { addresses } from "./support/addresses";
import { expect, say, signUp, test } from "./support/test";

// What browsers are known to say of themselves, and a zone that is newer than any database here.
for (const zone of ["Etc/Unknown", "+05:00", undefined, "Europe/Atlantis"]) {
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
