import { expect, otherBrowser, say, signUp, test } from "./support/test";

test("FR-509 a task is added and completed by chat, stays so, and is nobody else's", async ({ page, browser }) => {
  await signUp(page);
  await say(page, "Add a task to buy groceries");
  const task = page.getByRole("checkbox", { name: "#1 Buy groceries" });
  await expect(task).toBeVisible();
  await expect(task).not.toBeChecked();

  await say(page, "Mark task 1 as complete");
  await expect(task).toBeChecked();

  await page.reload();
  await expect(task).toBeChecked();
  await expect(page.getByRole("log").getByText("Mark task 1 as complete", { exact: true })).toBeVisible();

  const stranger = await otherBrowser(browser);
  await signUp(stranger);
  await expect(stranger.getByText("Nothing here yet")).toBeVisible();
  await expect(stranger.getByRole("list", { name: "Suggestions" })).toBeVisible();
  await say(stranger, "Show me all my tasks");
  await expect(stranger.getByText(/groceries/i)).toHaveCount(0);
});
