import { request } from "./client";
import type { components } from "./tasks.generated";

/** What changed since a token. */
export type Changes = components["schemas"]["Changes"];

// As long as the server may take (FR-621).
const WAIT_SECONDS = 25;

/** What changed after the token; when nothing has yet, the answer waits for it. Without a token, one to start from. */
export async function listChanges(since: string | undefined, signal: AbortSignal): Promise<Changes> {
  const headers = { prefer: `wait=${WAIT_SECONDS}` };
  const response = await request(`/api/changes?since=${since ?? "latest"}`, { headers, signal });
  return response.json();
}
