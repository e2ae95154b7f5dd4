import { request } from "./client";
import type { components } from "./tasks.generated";
import { write } from "./write";

/** A personal access token, without its secret. */
export type Token = components["schemas"]["Token"];

/** A token to make. */
export type NewToken = components["schemas"]["NewToken"];

/** A token that was just made, with its secret. */
export type CreatedToken = components["schemas"]["CreatedToken"];

/** The person's tokens, the newest first. */
export async function listTokens(): Promise<Token[]> {
  const { tokens }: components["schemas"]["Tokens"] = await (await request("/api/tokens")).json();
  return tokens;
}

/** Makes a token. It has no key (FR-116), under which the secret would be kept. */
export async function createToken(token: NewToken): Promise<CreatedToken> {
  return (await request("/api/tokens", { method: "POST", json: token })).json();
}

/** Revokes a token. */
export async function revokeToken(id: string, key: string): Promise<void> {
  await write(`/api/tokens/${encodeURIComponent(id)}`, key, { method: "DELETE" });
}
