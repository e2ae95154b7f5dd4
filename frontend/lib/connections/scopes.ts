/** What a program may do, in plain words. */
export const SCOPES = {
  "tasks:read": "See your tasks",
  "tasks:write": "Add, change, complete and delete your tasks",
  "tools:list": "See which tools there are, and use none",
  offline_access: "Stay connected until you disconnect it",
} as const;

/** The words for a scope; one that this page does not know goes by its name. */
export function wordsOf(scope: string): string {
  return scope in SCOPES ? SCOPES[scope as keyof typeof SCOPES] : scope;
}
