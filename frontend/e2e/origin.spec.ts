import { addresses } from "./support/addresses";
import { expect, signUp, test } from "./support/test";

const ROUTES = [
  ["GET", "/api/tasks"],
  ["POST", "/api/tasks"],
  ["PATCH", "/api/tasks/1"],
  ["DELETE", "/api/tasks/1"],
  ["POST", "/api/tasks/1/complete"],
  ["GET", "/api/connections"],
  ["DELETE", "/api/connections/some-id"],
  ["POST", "/api/tokens"],
  ["DELETE", "/api/tokens/0190a000-0000-7000-8000-000000000000"],
  ["POST", "/api/chat"],
  ["GET", "/api/conversations"],
  ["DELETE", "/api/conversations/0190a000-0000-7000-8000-000000000000"],
] as const;

test("FR-504 every route refuses requests from another origin, with a session", async ({ page }) => {
  await signUp(page);
  for (const [method, path] of ROUTES) {
    const answer = await page.request.fetch(path, { method, headers: { origin: "https://evil.example" } });
    expect(answer.status(), `${method} ${path}`).toBe(403);
    expect(answer.headers()["content-type"]).toBe("application/problem+json");
  }
});

test("FR-504 every route refuses requests without a session", async ({ request }) => {
  for (const [method, path] of ROUTES) {
    const answer = await request.fetch(path, { method, headers: { origin: addresses().web } });
    expect(answer.status(), `${method} ${path}`).toBe(401);
    expect(answer.headers()["content-type"]).toBe("application/problem+json");
  }
});

test("FR-504 a write that does not say where it comes from is refused", async ({ page }) => {
  await signUp(page);
  const answer = await page.request.post("/api/tasks", { data: { title: "From nowhere" } });
  expect(answer.status()).toBe(403);
});

test("FR-504 the page neither holds nor sends a token", async ({ page }) => {
  const authorizations: (string | undefined)[] = [];
  page.on("request", (request) => authorizations.push(request.headers().authorization));
  await signUp(page);
  await page.getByLabel("New task").fill("Quiet");
  await page.getByLabel("New task").press("Enter");
  await expect(page.getByRole("checkbox", { name: "#1 Quiet" })).toBeVisible();

  expect(authorizations.length).toBeGreaterThan(0);
  expect(authorizations.filter(Boolean)).toEqual([]);
  const readable = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie);
  expect(readable).not.toMatch(/eyJ|session/i);
  expect((await page.request.get("/api/auth/get-session")).headers()["set-auth-jwt"]).toBeUndefined();
});
