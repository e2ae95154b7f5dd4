import AxeBuilder from "@axe-core/playwright";
import { authorizationUrl, listTools } from "./support/mcp-client";
import { expect, newPerson, otherBrowser, signUp, test } from "./support/test";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`FR-505, FR-541, FR-542 axe finds nothing on consent and connections (${colorScheme})`, async ({ page, playwright, baseURL }) => {
      await signUp(page);
      const anonymous = await playwright.request.newContext({ baseURL });
      await page.goto(await authorizationUrl(anonymous, "Notebook"));
      await expect(page.getByRole("heading", { name: "Notebook" })).toBeVisible();
      await expect(page.getByRole("button", { name: "Allow" })).toBeEnabled();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

      await page.goto("/connections");
      await page.getByLabel("Name").fill("Cli");
      await page.getByRole("button", { name: "Make a token" }).click();
      await expect(page.getByRole("list", { name: "Personal access tokens" })).toBeVisible();
      await expect(page.getByText("Nothing is connected.")).toBeVisible();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    });
  });
}

test("FR-543 a token is made with the keyboard, shown once, used, and revoked", async ({ page, request }) => {
  await signUp(page);
  await page.getByRole("link", { name: "Connections" }).click();
  await page.getByLabel("Name").focus();
  await page.keyboard.type("kubectl-ai");
  await page.keyboard.press("Enter");
  const secret = await page.getByLabel("The token", { exact: true }).inputValue();
  expect(secret).toMatch(/^todo_pat_[\w-]{43}$/);
  const entry = page.getByRole("list", { name: "Personal access tokens" }).getByRole("listitem");
  await expect(entry).toContainText("kubectl-ai");
  await expect(entry).toContainText("Never used");
  expect(await listTools(request, secret)).toBe(200);

  await page.reload();
  await expect(entry).toContainText("Last used");
  await expect(page.getByText(secret)).toHaveCount(0);
  await expect(page.getByLabel("The token", { exact: true })).toHaveCount(0);

  await page.getByRole("button", { name: "Revoke kubectl-ai" }).press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).press("Enter");
  await expect(page.getByText("There are no tokens.")).toBeVisible();
  expect(await listTools(request, secret)).toBe(401);
});

test("FR-543 what is wrong with a token is said where it is", async ({ page }) => {
  await signUp(page);
  await page.goto("/connections");
  await page.getByLabel("See your tasks").uncheck();
  await page.getByLabel("Add, change, complete and delete your tasks").uncheck();
  await page.getByLabel("Name").fill("Cli");
  await page.getByRole("button", { name: "Make a token" }).click();
  await expect(page.getByText("a token needs at least one scope")).toBeVisible();
  await page.getByLabel("See which tools there are").check();
  await page.getByLabel("Name").fill(" ");
  await page.getByRole("button", { name: "Make a token" }).click();
  await expect(page.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText("There are no tokens.")).toBeVisible();
});

test("FR-540 sign-in carries on to consent, also by way of the account that is there", async ({ page, browser, playwright, baseURL }) => {
  const person = await signUp(page, newPerson());
  const anonymous = await playwright.request.newContext({ baseURL });
  const url = await authorizationUrl(anonymous, "Notebook");
  const elsewhere = await otherBrowser(browser);
  await elsewhere.goto(url);
  await elsewhere.getByLabel("Email").fill(person.email);
  await elsewhere.getByLabel("Password").fill("not the password");
  await elsewhere.getByRole("button", { name: "Sign in" }).click();
  await expect(elsewhere.getByRole("form").getByRole("alert")).toContainText("Invalid email or password");
  await elsewhere.getByLabel("Password").fill(person.password);
  await elsewhere.getByRole("button", { name: "Sign in" }).click();
  await expect(elsewhere.getByRole("heading", { name: "Notebook" })).toBeVisible();
});

test("FR-541 a request that was changed on its way asks nothing and allows nothing", async ({ page, playwright, baseURL }) => {
  await signUp(page);
  const anonymous = await playwright.request.newContext({ baseURL });
  await page.goto(await authorizationUrl(anonymous, "Notebook", "tasks:read"));
  await expect(page.getByRole("list", { name: "What it could do" })).not.toContainText("Add");
  const changed = new URL(page.url());
  changed.searchParams.set("scope", "tasks:read tasks:write offline_access");
  await page.goto(changed.href);
  await expect(page.getByRole("heading", { name: "This request is over" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Allow" })).toHaveCount(0);
});

test("FR-542 connections are the person's own, and only the page's own requests end them", async ({ page, browser }) => {
  await signUp(page);
  const stranger = await otherBrowser(browser);
  const path = "/api/connections/some-id";
  expect((await stranger.request.get("/api/connections")).status()).toBe(401);
  expect((await page.request.delete(path, { headers: { origin: "https://evil.example.com" } })).status()).toBe(403);
  const { origin } = new URL(page.url());
  expect((await page.request.delete(path, { headers: { origin } })).status()).toBe(404);
  expect(await (await page.request.get("/api/connections")).json()).toEqual({ connections: [] });
});

test("FR-432 whoever is signed in manages no clients, resources or consents past the page", async ({ page }) => {
  await signUp(page);
  const { origin } = new URL(page.url());
  for (const [path, data] of [
    ["/oauth2/create-client", { redirect_uris: ["https://example.com/callback"] }],
    ["/admin/oauth2/resources", { identifier: "https://elsewhere.example.com/mcp" }],
    ["/oauth2/update-consent", { id: "some-id", update: { scopes: [] } }],
  ] as const) {
    const answer = await page.request.post(`/api/auth${path}`, { data, headers: { origin } });
    expect([401, 403, 404], `${path}: ${answer.status()}`).toContain(answer.status());
  }
});

test("FR-431 the authorization server says what it can do", async ({ request, baseURL }) => {
  const answer = await request.get("/.well-known/oauth-authorization-server");
  expect(answer.status()).toBe(200);
  expect(await answer.json()).toMatchObject({
    issuer: baseURL,
    authorization_endpoint: `${baseURL}/api/auth/oauth2/authorize`,
    token_endpoint: `${baseURL}/api/auth/oauth2/token`,
    registration_endpoint: `${baseURL}/api/auth/oauth2/register`,
    revocation_endpoint: `${baseURL}/api/auth/oauth2/revoke`,
    scopes_supported: ["tasks:read", "tasks:write", "offline_access"],
    code_challenge_methods_supported: ["S256"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    response_types_supported: ["code"],
  });
  expect((await request.get("/.well-known/oauth-authorization-server/elsewhere")).status()).toBe(404);
});
