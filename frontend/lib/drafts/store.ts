/** Texts that were typed and not yet sent: they outlive the page and the session in this tab, and are their account's own. */
const PREFIX = "todo.draft.";

// What is held here is what counts. Storage may be full, or forbidden.
const drafts = new Map<string, string>();
const listeners = new Set<() => void>();

function keyOf(account: string, name: string): string {
  return `${PREFIX}${account}.${name}`;
}

function storage(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}

/** A draft; empty when there is none. */
export function readDraft(account: string, name: string): string {
  const key = keyOf(account, name);
  const held = drafts.get(key);
  if (held !== undefined) return held;
  const stored = storage()?.getItem(key) ?? "";
  drafts.set(key, stored);
  return stored;
}

/** Keeps a draft; an empty one is forgotten. */
export function writeDraft(account: string, name: string, text: string): void {
  const key = keyOf(account, name);
  drafts.set(key, text);
  try {
    if (text === "") storage()?.removeItem(key);
    else storage()?.setItem(key, text);
  } catch {
    // It is kept as long as the page.
  }
  for (const listener of listeners) listener();
}

/** The names of an account's drafts that begin so. */
export function draftNames(account: string, prefix: string): string[] {
  const begin = keyOf(account, prefix);
  const keys = new Set([...Object.keys(storage() ?? {}), ...drafts.keys()]);
  return [...keys].filter((key) => key.startsWith(begin)).map((key) => key.slice(keyOf(account, "").length));
}

/** Forgets the drafts of everybody else; without an account, of everybody. */
export function dropDrafts(account?: string): void {
  const isForeign = (key: string) => key.startsWith(PREFIX) && (account === undefined || !key.startsWith(keyOf(account, "")));
  for (const key of [...drafts.keys()].filter(isForeign)) drafts.delete(key);
  for (const key of Object.keys(storage() ?? {}).filter(isForeign)) storage()?.removeItem(key);
}

/** Calls the listener at each change, until what comes back is called. */
export function watchDrafts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
