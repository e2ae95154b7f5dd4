import { isUnanswered, request, type RequestOptions } from "./client";

const PAUSE_MILLISECONDS = 1_000;

/** A name for a new write, under which the server does it once (FR-116). */
export function newKey(): string {
  // Not randomUUID, which browsers have on secure origins only.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A request that changes something. When its answer is lost it is sent once more, under the same key. */
export async function write(path: string, key: string, init: RequestOptions): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("idempotency-key", key);
  const send = () => request(path, { ...init, headers });
  try {
    return await send();
  } catch (error) {
    if (!isUnanswered(error)) throw error;
  }
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  return send();
}
