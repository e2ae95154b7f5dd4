import { addresses } from "./support/addresses";
import { expect, signUp, test } from "./support/test";

const BROKEN = ["/api/tasks/%", "/api/tasks/%zz", "/api/conversations/%ff", "/api/auth/%", "/api/auth/oauth2/%", "/api/chat/%", "/api/connections/%",
  "/api/feed/%.ics", "/api/tokens/%c0%80", "/health/%", "/.well-known/oauth-authorization-server/%", "/sign-in/%", "/%"];
const READ = ["/.well-known/oauth-authorization-server", "/api/auth/jwks", "/api/auth/get-session", "/api/auth/nothing", "/api/tasks", "/api/changes",
  "/api/conversations", "/api/connections", "/api/export", "/api/feed", "/api/tokens", "/health/liveness", "/sign-in", "/nothing"];

test("FR-552 a percent sign that begins no character is refused, whatever the method", async ({ page }) => {
  await signUp(page);
  for (const path of BROKEN) {
    for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]) {
      const answer = await page.request.fetch(addresses().web + path, { method, headers: { origin: addresses().web } });
      expect([400, 404], `${method} ${path}: ${answer.status()}`).toContain(answer.status());
    }
  }
});

test("FR-552 HEAD is answered as GET, without a body, with and without a session", async ({ page, request }) => {
  await signUp(page);
  for (const client of [request, page.request]) {
    for (const path of READ) {
      const [get, head] = [await client.get(path, { maxRedirects: 0 }), await client.head(path, { maxRedirects: 0 })];
      expect(head.status(), path).toBe(get.status());
      expect(head.headers()["content-type"], path).toBe(get.headers()["content-type"]);
      expect(await head.body(), path).toHaveLength(0);
    }
  }
});

test("FR-551 this machine's address works in its other spelling", async ({ browser }) => {
  const own = new URL(addresses().web);
  own.hostname = own.hostname === "localhost" ? "127.0.0.1" : "localhost";
  const context = await browser.newContext({ baseURL: own.origin });
  const page = await context.newPage();
  const person = await signUp(page);
  await page.getByLabel("New task").fill("Near");
  await page.getByLabel("New task").press("Enter");
  await expect(page.getByRole("checkbox", { name: "#1 Near" })).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("checkbox", { name: "#1 Near" })).toBeVisible();
  expect(new URL(page.url()).origin).toBe(own.origin);
  // Another port is another server.
  const elsewhere = { origin: `http://${own.hostname}:${Number(own.port) + 1}` };
  expect((await page.request.get("/api/tasks", { headers: elsewhere })).status()).toBe(403);
  await context.close();
});
