import "server-only";
import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { auth } from "./index";

/** Until the answer to the first of several refreshes is written down, in milliseconds. */
const PAUSES = [25, 50, 100, 200, 400];

/** The token that a body asks to refresh, if it does. */
function refreshToken(body: Uint8Array): string | undefined {
  const asked = new URLSearchParams(new TextDecoder().decode(body));
  return (asked.get("grant_type") === "refresh_token" && asked.get("refresh_token")) || undefined;
}

/** Whether a token was exchanged a moment ago, so that its answer is for whoever asks again. */
async function wasJustUsed(token: string): Promise<boolean> {
  const value = createHash("sha256").update(token).digest("base64url");
  const { adapter } = await auth().$context;
  const row = await adapter.findOne<{ rotationReplayExpiresAt?: Date | null }>({ model: "oauthRefreshToken", where: [{ field: "token", value }] });
  return (row?.rotationReplayExpiresAt?.getTime() ?? 0) > Date.now();
}

/**
 * Asks for tokens. Several windows of one client refresh at the same moment, in any of our processes: one gets the new tokens,
 * and the others would be told that the old one is dead until the answer is there for them as well.
 */
export async function exchange(body: Uint8Array, ask: () => Promise<Response>): Promise<Response> {
  const token = refreshToken(body);
  if (token === undefined) return ask();
  const before = underWay.get(token) ?? Promise.resolve();
  const mine = before.then(() => refresh(token, ask));
  const settled = mine.catch(() => undefined);
  underWay.set(token, settled);
  try {
    return await mine;
  } finally {
    if (underWay.get(token) === settled) underWay.delete(token);
  }
}

/** By token, the last refresh of this process, which the next one waits for. */
const underWay = new Map<string, Promise<unknown>>();

async function refresh(token: string, ask: () => Promise<Response>): Promise<Response> {
  let answer = await ask();
  for (const milliseconds of PAUSES) {
    if (answer.status !== 400 || !(await wasJustUsed(token))) break;
    await pause(milliseconds);
    answer = await ask();
  }
  return answer;
}
