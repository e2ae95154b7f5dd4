import { ApiError, request } from "./client";
import type { components } from "./tasks.generated";
import { write } from "./write";

/** A feed that has an address. */
export type FeedState = components["schemas"]["FeedState"];
/** A feed that was given an address, which is told this once. */
export type NewFeed = components["schemas"]["NewFeed"];

/** Since when the feed has an address, or null when it has none. */
export async function getFeed(signal: AbortSignal): Promise<FeedState | null> {
  try {
    return await (await request("/api/feed", { signal })).json();
  } catch (error) {
    if (error instanceof ApiError && error.problem.status === 404) return null;
    throw error;
  }
}

/** Gives the feed a new address; the one before is good no more. It has no key (FR-116), under which the address would be kept. */
export async function createFeed(): Promise<NewFeed> {
  return (await request("/api/feed", { method: "POST" })).json();
}

/** Revokes the feed's address. */
export async function revokeFeed(key: string): Promise<void> {
  await write("/api/feed", key, { method: "DELETE" });
}
