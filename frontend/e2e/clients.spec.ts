import { type APIRequestContext, type APIResponse, type Page, request } from "@playwright/test";
import { createHash, randomUUID } from "node:crypto";
import { addresses } from "./support/addresses";
import { expect, signUp, test } from "./support/test";

// Clients as they are met: what they register, when they refresh, and what they ask again that is long over.

const at = (path: string) => `${addresses().web}/api/auth/oauth2/${path}`;
const NOTEBOOK: Record<string, unknown> & { redirect_uris: string[] } = {
  client_name: "Notebook",
  redirect_uris: ["http://127.0.0.1:33418/callback"],
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
  token_endpoint_auth_method: "none",
};
const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

/** Bodies with which clients register, and what is registered of them. */
const REGISTRATIONS: [string, Record<string, unknown>, Record<string, unknown>][] = [
  [
    "an editor that signs in on a device, too",
    { ...NOTEBOOK, redirect_uris: ["https://vscode.dev/redirect", "http://localhost/", "http://127.0.0.1:33418/"], grant_types: ["authorization_code", "refresh_token", DEVICE], application_type: "native" },
    { grant_types: ["authorization_code", "refresh_token"] },
  ],
  ["a library that writes null for nothing", { ...NOTEBOOK, scope: null, client_uri: null, logo_uri: null, contacts: null, tos_uri: null, policy_uri: null, jwks_uri: null, jwks: null, software_id: null, software_version: null }, { client_name: "Notebook" }],
  ["a page with a secret and words of its own for scopes", { ...NOTEBOOK, redirect_uris: ["https://claude.ai/api/mcp/auth_callback"], token_endpoint_auth_method: "client_secret_post", scope: "claudeai" }, { token_endpoint_auth_method: "client_secret_post" }],
  ["a client of OpenID Connect", { ...NOTEBOOK, scope: "openid profile tasks:read" }, { scope: "tasks:read tasks:write offline_access" }],
  ["a client that says little", { redirect_uris: ["https://example.com/callback"] }, { redirect_uris: ["https://example.com/callback"] }],
];

/** A program, which has no cookie of the person. */
let program: APIRequestContext;
test.beforeEach(async () => {
  program = await request.newContext();
});
test.afterEach(() => program.dispose());

async function register(metadata: Record<string, unknown>): Promise<APIResponse> {
  return program.post(at("register"), { data: metadata });
}

/** A client's tokens, from registration to consent and back. */
async function connect(page: Page, resource?: string): Promise<{ clientId: string; refreshToken: string; accessToken: string; resource: string }> {
  const { client_id: clientId } = await (await register(NOTEBOOK)).json();
  const verifier = randomUUID() + randomUUID();
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const [redirectUri = ""] = NOTEBOOK.redirect_uris;
  const asked = { response_type: "code", client_id: clientId, redirect_uri: redirectUri, state: "s", code_challenge: challenge, code_challenge_method: "S256", ...(resource && { resource }) };
  const consent = await page.request.get(`${at("authorize")}?${new URLSearchParams(asked)}`, { maxRedirects: 0, headers: { accept: "text/html" } });
  const [, query] = consent.headers().location?.split("?") ?? [];
  const allowed = await page.request.post(at("consent"), { data: { accept: true, oauth_query: query }, headers: { origin: addresses().web } });
  const back = new URL((await allowed.json()).url);
  const form = { grant_type: "authorization_code", code: back.searchParams.get("code") ?? "", redirect_uri: redirectUri, code_verifier: verifier, client_id: clientId, ...(resource && { resource }) };
  // A proof is not looked at, and the token says so (ADR 0034).
  const tokens = await program.post(at("token"), { form, headers: { dpop: "e30.e30.x" } });
  const { refresh_token: refreshToken, access_token: accessToken, token_type: type } = await tokens.json();
  expect(type).toBe("Bearer");
  const claims = JSON.parse(Buffer.from(accessToken.split(".")[1], "base64url").toString());
  expect(claims.cnf).toBeUndefined();
  return { clientId, refreshToken, accessToken, resource: [claims.aud].flat()[0] };
}

test("FR-435 what a client registers beyond what there is is left out", async () => {
  for (const [what, metadata, registered] of REGISTRATIONS) {
    const answer = await register(metadata);
    expect(answer.status(), `${what}: ${await answer.text()}`).toBe(201);
    expect(await answer.json(), what).toMatchObject(registered);
  }
  const bound = await (await register({ ...NOTEBOOK, dpop_bound_access_tokens: true })).json();
  expect(bound.dpop_bound_access_tokens ?? false).toBe(false);
  for (const name of ["client_uri", "logo_uri", "policy_uri", "tos_uri"]) {
    const answer = await register({ ...NOTEBOOK, [name]: "javascript:alert(1)" });
    expect([answer.status(), (await answer.json()).error], name).toEqual([400, "invalid_client_metadata"]);
  }
});

test("FR-437 refreshes at the same moment all get the same tokens", async ({ page }) => {
  await signUp(page);
  let { clientId, refreshToken } = await connect(page);
  for (let round = 0; round < 5; round += 1) {
    const form = { grant_type: "refresh_token", refresh_token: refreshToken, client_id: clientId };
    const answers = await Promise.all(Array.from({ length: 5 }, () => program.post(at("token"), { form })));
    expect(answers.map((answer) => answer.status())).toEqual([200, 200, 200, 200, 200]);
    const tokens = await Promise.all(answers.map(async (answer) => (await answer.json()).refresh_token));
    expect(new Set(tokens).size).toBe(1);
    refreshToken = tokens[0];
  }
});

test("FR-437 a client that is gone is told apart from a grant that is dead", async ({ page }) => {
  await signUp(page);
  const { clientId, refreshToken } = await connect(page);
  const [redirect_uri = ""] = NOTEBOOK.redirect_uris;
  const ask = async (form: Record<string, string>, headers = {}) => {
    const answer = await program.post(at("token"), { form, headers });
    return [answer.status(), (await answer.json()).error];
  };
  const gone = `Basic ${Buffer.from("gone:secret").toString("base64")}`;
  const code = { grant_type: "authorization_code", code: "x", redirect_uri, code_verifier: "a".repeat(43) };
  for (const grant of [{ grant_type: "refresh_token", refresh_token: refreshToken }, code]) {
    expect(await ask({ ...grant, client_id: "gone" })).toEqual([401, "invalid_client"]);
    expect(await ask(grant, { authorization: gone })).toEqual([401, "invalid_client"]);
  }
  expect(await ask({ grant_type: "refresh_token", refresh_token: "x", client_id: clientId })).toEqual([400, "invalid_grant"]);
  expect(await ask({ ...code, client_id: clientId })).toEqual([400, "invalid_grant"]);
});

test("FR-437 a token that is not there is as good as revoked", async ({ page }) => {
  await signUp(page);
  const { clientId, refreshToken } = await connect(page);
  const hints: Record<string, string>[] = [{}, { token_type_hint: "refresh_token" }];
  for (const token of ["nope", refreshToken, refreshToken]) {
    for (const hint of hints) {
      const answer = await program.post(at("revoke"), { form: { client_id: clientId, token, ...hint } });
      expect(answer.status(), await answer.text()).toBe(200);
    }
  }
  const form = { grant_type: "refresh_token", refresh_token: refreshToken, client_id: clientId };
  expect((await program.post(at("token"), { form })).status()).toBe(400);
});

test("FR-436 a token for the address as it was typed is one for the resource", async ({ page }) => {
  await signUp(page);
  const { mcp } = addresses();
  if (!mcp) throw new Error("there is no MCP endpoint");
  const { port, pathname } = new URL(mcp);
  for (const typed of [mcp, `http://localhost:${port}${pathname}`, `${mcp}/`, mcp.toUpperCase().replace(pathname.toUpperCase(), pathname)]) {
    const { accessToken, resource } = await connect(page, typed);
    expect(resource, typed).toBe(mcp);
    const headers = { authorization: `Bearer ${accessToken}`, "content-type": "application/json" };
    const answer = await program.post(typed.toLowerCase(), { data: { jsonrpc: "2.0", id: 1, method: "ping" }, headers });
    expect(answer.status(), typed).toBe(200);
  }
});

test("FR-440 the metadata does not speak of proofs that nobody verifies", async () => {
  const metadata = await (await program.get(`${addresses().web}/.well-known/oauth-authorization-server`)).json();
  expect(metadata.token_endpoint).toContain("/oauth2/token");
  expect(Object.keys(metadata).filter((name) => name.includes("dpop"))).toEqual([]);
});
