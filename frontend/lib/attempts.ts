import { isUnanswered } from "@/lib/api/client";
import { newKey } from "@/lib/api/write";

// By what is done to which task.
const keys = new Map<string, string>();

/**
 * Does something under a key that is new, unless it was tried before and nobody knows what became of it: then under the same,
 * so that it is done once.
 */
export async function attempt<T>(what: string, send: (key: string) => Promise<T>): Promise<T> {
  const key = keys.get(what) ?? newKey();
  keys.set(what, key);
  try {
    const answer = await send(key);
    keys.delete(what);
    return answer;
  } catch (error) {
    if (!isUnanswered(error)) keys.delete(what);
    throw error;
  }
}

/** The lists were loaded since, and show what became of everything. */
export function forgetAttempts(): void {
  keys.clear();
}
