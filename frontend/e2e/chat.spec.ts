import { addresses } from "./support/addresses";
import { createTasks, expect, say, signUp, test } from "./support/test";

test("FR-503 the answer shows tools and receipts, refreshes the list, and survives a reload", async ({ page }) => {
  await signUp(page);
  await page.getByRole("button", { name: "Add a task to buy groceries" }).click();
  await expect(page.getByRole("list", { name: "What changed" })).toContainText("Added #1 Buy groceries");
  await expect(page.getByRole("list", { name: "Tools" })).toContainText("add_task");
  await expect(page.getByRole("checkbox", { name: "#1 Buy groceries" })).toBeVisible();

  await page.reload();
  const log = page.getByRole("log");
  await expect(log.getByText("Add a task to buy groceries", { exact: true })).toBeVisible();
  await expect(log.getByRole("list", { name: "What changed" })).toContainText("Added #1 Buy groceries");
});

test("FR-547 what an answer changed is taken back as one, also after a reload", async ({ page }) => {
  await signUp(page);
  await createTasks(page, ["Buy milk", "Call mom"]);
  await page.reload();
  await say(page, "Delete everything");
  await page.getByRole("log").getByRole("button", { name: "Yes, delete" }).click();
  await expect(page.getByRole("list", { name: "What changed" })).toContainText("Deleted #2 Call mom");
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await page.reload();
  await page.getByRole("log").getByRole("button", { name: "Undo this" }).click();
  await expect(page.getByRole("checkbox")).toHaveCount(2);
  await expect(page.getByRole("log").getByText("Undone")).toBeVisible();
});

test("FR-503 the answer is a stream", async ({ page }) => {
  await signUp(page);
  const answer = page.waitForResponse("**/api/chat");
  await say(page, "What's pending?");
  expect((await answer).headers()["content-type"]).toContain("text/event-stream");
});

test("FR-503 a question's options are buttons, and one carries the action out", async ({ page }) => {
  await signUp(page);
  await createTasks(page, ["Team meeting", "Budget meeting", "Laundry"]);
  await page.reload();
  await say(page, "Delete the meeting task");
  const options = page.getByRole("log").getByRole("group").getByRole("button");
  await expect(options).toHaveCount(2);
  await expect(page.getByRole("checkbox")).toHaveCount(3);

  await options.filter({ hasText: "Budget meeting" }).click();
  await expect(page.getByRole("checkbox", { name: "#2 Budget meeting" })).toHaveCount(0);
  await expect(page.getByRole("checkbox", { name: "#1 Team meeting" })).toBeVisible();
  await expect(options).toHaveCount(0);
});

test("FR-503 a new conversation begins empty, and the old one's tasks stay", async ({ page }) => {
  await signUp(page);
  await say(page, "Add a task to call mom");
  await page.getByRole("button", { name: "New conversation" }).click();
  await expect(page.getByRole("list", { name: "Suggestions" })).toBeVisible();
  await expect(page.getByLabel("Message")).toBeFocused();
  await expect(page.getByRole("checkbox", { name: "#1 Call mom" })).toBeVisible();
  await say(page, "What's pending?");
  await page.reload();
  await expect(page.getByRole("log").getByText("What's pending?", { exact: true })).toBeVisible();
  await expect(page.getByRole("log").getByText("Add a task to call mom", { exact: true })).toHaveCount(0);
});

test("FR-503 an answer that breaks off says so and can be tried again", async ({ page }) => {
  await signUp(page);
  await page.route("**/api/chat", (route) => route.abort(), { times: 1 });
  await say(page, "Add a task to water the plants");
  await expect(page.getByRole("log").getByRole("alert")).toContainText("can't be reached");
  await page.getByRole("log").getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("checkbox", { name: "#1 Water the plants" })).toBeVisible();
  await expect(page.getByRole("log").getByRole("alert")).toHaveCount(0);
});

test("FR-503 text is shown as it is, without markup or pictures", async ({ page }) => {
  await signUp(page);
  const title = '<img src="https://images.example/x.png"> **bold**';
  await createTasks(page, [title]);
  await page.reload();
  await say(page, "Show me all my tasks");
  await expect(page.getByRole("log")).toContainText("**bold**");
  await expect(page.locator("img")).toHaveCount(0);
});

test("FR-503 a message that is sent too early waits, and is not lost", async ({ page }) => {
  const slow = (path: string) =>
    page.route(path, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await route.continue();
    });
  await slow("**/api/conversations?*");
  await slow("**/api/chat");
  await signUp(page);
  const message = page.getByLabel("Message");
  await message.fill("Add a task to buy groceries");
  await message.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "Sent when" })).toBeVisible();
  await expect(message).toHaveValue("");
  await message.fill("Mark task 1 as complete");
  await message.press("Enter");
  await expect(page.getByRole("checkbox", { name: "#1 Buy groceries" })).toBeChecked();
});

test("FR-387 what was said before the last turns is shown on demand", async ({ page }) => {
  // 22 turns, one after the other.
  test.slow();
  await signUp(page);
  const turn = async (message: string, conversation_id?: string) => {
    const headers = { origin: addresses().web, accept: "application/json" };
    const answer = await page.request.post("/api/chat", { data: { message, conversation_id }, headers });
    return ((await answer.json()) as { conversation_id: string }).conversation_id;
  };
  const id = await turn("Add a task to call mom");
  for (let number = 1; number <= 21; number += 1) await turn(`What's pending? (${number})`, id);
  await page.reload();
  const log = page.getByRole("log");
  await expect(log.getByText("What's pending? (21)", { exact: true })).toBeVisible();
  await expect(log.getByText("Add a task to call mom", { exact: true })).toHaveCount(0);
  await log.getByRole("button", { name: "Show earlier messages" }).click();
  await expect(log.getByText("Add a task to call mom", { exact: true })).toBeVisible();
  await expect(log.getByRole("button", { name: "Show earlier messages" })).toHaveCount(0);
  await expect(log.locator("[data-role=user]")).toHaveCount(22);
});

test("FR-357 try again after a lost answer goes on under the same key, and does nothing twice", async ({ page }) => {
  await signUp(page);
  const keys: (string | undefined)[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/api/chat")) keys.push(request.headers()["idempotency-key"]);
  });
  let isLost = true;
  await page.route("**/api/chat", async (route) => {
    if (!isLost) return route.fallback();
    isLost = false;
    await route.fetch();
    await route.abort();
  });
  await say(page, "Add a task to water the plants");
  await page.getByRole("log").getByRole("button", { name: "Try again" }).dblclick();
  await expect(page.getByRole("list", { name: "What changed" })).toContainText("Added #1 Water the plants");
  await expect(page.getByRole("checkbox")).toHaveCount(1);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBeTruthy();
  expect(keys[1]).toBe(keys[0]);
  await page.reload();
  await expect(page.getByRole("log").getByText("Add a task to water the plants", { exact: true })).toHaveCount(1);
});

test("FR-357 stop asks for the turn's end by name, and what was said stays", async ({ page }) => {
  await page.addInitScript(() => {
    // The answer comes but for its end, as from a model that is silent.
    const send = window.fetch;
    window.fetch = async (input, init) => {
      const answer = await send(input, init);
      if (input !== "/api/chat" || !answer.body) return answer;
      const held = new TransformStream<string, string>({
        transform: (text, out) => out.enqueue(text.split("event: done")[0] ?? ""),
        // As a body does that is still on its way: it ends when the page gives the request up.
        flush: () => new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason))),
      });
      const words = answer.body.pipeThrough(new TextDecoderStream()).pipeThrough(held).pipeThrough(new TextEncoderStream());
      return new Response(words, { status: answer.status, headers: answer.headers });
    };
  });
  await signUp(page);
  const stopped = page.waitForResponse((response) => /\/api\/conversations\/[^/]+\/stop\?turn_id=/.test(response.url()));
  await page.getByLabel("Message").fill("What's pending?");
  await page.getByLabel("Message").press("Enter");
  const answer = page.getByRole("log").locator('[data-role="assistant"]').last();
  await expect(answer).toContainText("no pending");
  await page.getByRole("button", { name: "Stop" }).click();
  expect((await stopped).status()).toBe(204);
  await expect(page.getByRole("log")).toHaveAttribute("aria-busy", "false");
  await expect(answer).toContainText("Stopped.");
  await expect(answer).toContainText("no pending");
});

test("FR-362 an answer to a wish that came to nothing says so, also after a reload", async ({ page }) => {
  await signUp(page);
  const nothing = page.getByRole("log").getByText("Nothing was changed", { exact: true });
  await say(page, "Delete the flight to Rome");
  await expect(nothing).toHaveCount(1);
  await say(page, "What's pending?");
  await say(page, "Add a task to call mom");
  await expect(page.getByRole("checkbox", { name: "#1 Call mom" })).toBeVisible();
  await expect(nothing).toHaveCount(1);
  await page.reload();
  await expect(page.getByRole("log").getByText("Add a task to call mom", { exact: true })).toBeVisible();
  await expect(nothing).toHaveCount(1);
});
