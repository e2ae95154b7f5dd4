import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { openBrowser, url, web } from "./program.mjs";
import { REGISTRATIONS } from "./registrations.mjs";

const CURSOR = {
  client_name: "Cursor",
  redirect_uris: ["cursor://anysphere.cursor-mcp/oauth/callback", "https://www.cursor.com/agents/mcp/oauth/callback", "http://localhost:8787/callback"],
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
  token_endpoint_auth_method: "none",
};
const ELSEWHERE = "http://localhost:6274";
let browser;
let page;

before(async () => {
  ({ browser, page } = await openBrowser());
});

after(() => browser?.close());

const register = (metadata) =>
  fetch(`${web}/api/auth/oauth2/register`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: ELSEWHERE },
    body: JSON.stringify(metadata),
  });

async function signUpFor(asked) {
  await page.goto(asked);
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByLabel("Email").fill(`${randomUUID()}@example.com`);
  await page.getByLabel("Password").fill("correct horse battery");
  await page.getByRole("button", { name: "Create account" }).click();
}

test("FR-432 a client whose answer goes to an app gets its tokens", async () => {
  const answer = await register({ ...CURSOR, application_type: "web" });
  const client = await answer.json();
  assert.equal(answer.status, 201, JSON.stringify(client));
  assert.deepEqual(client.redirect_uris, CURSOR.redirect_uris);
  assert.equal(client.application_type, "native");

  const [redirect_uri] = CURSOR.redirect_uris;
  const code_verifier = randomUUID() + randomUUID();
  const asked = new URL(`${web}/api/auth/oauth2/authorize`);
  const challenge = createHash("sha256").update(code_verifier).digest("base64url");
  const query = { client_id: client.client_id, redirect_uri, response_type: "code", state: "s", code_challenge: challenge, code_challenge_method: "S256" };
  asked.search = new URLSearchParams(query);
  await signUpFor(asked.href);
  await page.getByText("an app on this device (cursor:…)").waitFor();
  const consent = page.waitForResponse((response) => response.url().endsWith("/api/auth/oauth2/consent"));
  await page.getByRole("button", { name: "Allow" }).click();
  const back = new URL((await (await consent).json()).url);
  assert.equal(back.href.split("?")[0], redirect_uri);

  const exchanged = await fetch(`${web}/api/auth/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "authorization_code", client_id: client.client_id, redirect_uri, code_verifier, code: back.searchParams.get("code") }),
  });
  const { access_token } = await exchanged.json();
  const claims = JSON.parse(Buffer.from(access_token.split(".")[1], "base64url"));
  assert.deepEqual([claims.aud, claims.client_name], [url.href, "Cursor"]);
});

test("FR-451 what well-known clients register is taken, and they get what they can use", async () => {
  assert.equal(REGISTRATIONS.length, 10);
  for (const metadata of REGISTRATIONS) {
    const answer = await register(metadata);
    const client = await answer.json();
    assert.equal(answer.status, 201, `${metadata.client_name}: ${JSON.stringify(client)}`);
    assert.ok(client.client_id, metadata.client_name);
    assert.equal(client.client_name, metadata.client_name);
    assert.deepEqual(client.redirect_uris, metadata.redirect_uris);
    assert.deepEqual(client.grant_types, ["authorization_code", "refresh_token"], metadata.client_name);
    assert.deepEqual(client.response_types, ["code"], metadata.client_name);
    const methods = ["none", metadata.token_endpoint_auth_method];
    assert.ok(methods.includes(client.token_endpoint_auth_method), JSON.stringify(client));
  }
});

test("FR-432 what is no address for an answer is refused, and nothing is registered beyond bounds", async () => {
  for (const uri of ["javascript://x/%0aalert(1)", "http://example.com/callback", "cursor://host", "data:text/html,x", "https://me@example.com/"]) {
    const answer = await register({ ...CURSOR, redirect_uris: [uri] });
    assert.deepEqual([answer.status, (await answer.json()).error], [400, "invalid_redirect_uri"], uri);
  }
  const longName = await register({ ...CURSOR, client_name: "x".repeat(101) });
  assert.deepEqual([longName.status, (await longName.json()).error], [400, "invalid_client_metadata"]);
  const long = await register({ ...CURSOR, software_statement: "x".repeat(16 * 1024) });
  assert.equal(long.status, 413);
});

test("FR-434 a client in a page of another origin may do what leads to tokens, and no more", async () => {
  const preflight = (path, method = "POST") =>
    fetch(web + path, {
      method: "OPTIONS",
      headers: { origin: ELSEWHERE, "access-control-request-method": method, "access-control-request-headers": "content-type" },
    });
  for (const path of ["/.well-known/oauth-authorization-server", "/api/auth/oauth2/register", "/api/auth/oauth2/token", "/api/auth/oauth2/revoke"]) {
    const { status, headers } = await preflight(path);
    assert.deepEqual([status, headers.get("access-control-allow-origin")], [204, "*"], path);
    assert.match(headers.get("access-control-allow-headers"), /content-type/);
    assert.equal(headers.get("access-control-allow-credentials"), null);
  }
  for (const path of ["/api/auth/oauth2/consent", "/api/auth/token", "/api/auth/sign-in/email"]) {
    const { status, headers } = await preflight(path);
    assert.deepEqual([status, headers.get("access-control-allow-origin")], [404, null], path);
  }
  // In a real browser: from a page of another origin to a registered client.
  const elsewhere = createServer((_, response) => response.setHeader("content-type", "text/html").end("<title>Elsewhere</title>"));
  await new Promise((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  await page.goto(`http://127.0.0.1:${elsewhere.address().port}/`);
  const name = await page.evaluate(
    async ([origin, metadata]) => {
      const metadataOf = await fetch(`${origin}/.well-known/oauth-authorization-server`);
      const { registration_endpoint: endpoint, token_endpoint: tokens } = await metadataOf.json();
      const headers = { "content-type": "application/json" };
      const registered = await fetch(endpoint, { method: "POST", headers, body: JSON.stringify(metadata) });
      const { client_id, client_name } = await registered.json();
      const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token: "x", client_id });
      const refused = await fetch(tokens, { method: "POST", body });
      return [client_name, refused.status];
    },
    [web, CURSOR],
  );
  elsewhere.close();
  assert.deepEqual(name, ["Cursor", 400]);
});
