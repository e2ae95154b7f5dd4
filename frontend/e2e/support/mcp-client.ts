import type { APIRequestContext } from "@playwright/test";
import { createHash, randomBytes } from "node:crypto";
import { addresses } from "./addresses";

const REDIRECT_URI = "http://127.0.0.1:1/callback";

/** Where an MCP client that has just registered sends its person. */
export async function authorizationUrl(request: APIRequestContext, name: string, scope = "tasks:read tasks:write"): Promise<string> {
  const answer = await request.post("/api/auth/oauth2/register", {
    data: { client_name: name, redirect_uris: [REDIRECT_URI], token_endpoint_auth_method: "none" },
  });
  if (answer.status() !== 201) throw new Error(`${answer.status()}: ${await answer.text()}`);
  const url = new URL("/api/auth/oauth2/authorize", addresses().web);
  url.search = new URLSearchParams({
    response_type: "code",
    client_id: (await answer.json()).client_id,
    redirect_uri: REDIRECT_URI,
    scope,
    code_challenge: createHash("sha256").update(randomBytes(32)).digest("base64url"),
    code_challenge_method: "S256",
  }).toString();
  return url.href;
}

/** The status of listing the tools with this token. */
export async function listTools(request: APIRequestContext, token: string): Promise<number> {
  const { mcp } = addresses();
  if (!mcp) throw new Error("Set MCP_URL, or run the platform with `cargo xtask up`");
  const answer = await request.post(mcp, {
    data: { jsonrpc: "2.0", id: 1, method: "tools/list", params: {} },
    headers: { authorization: `Bearer ${token}`, accept: "application/json, text/event-stream" },
  });
  return answer.status();
}
