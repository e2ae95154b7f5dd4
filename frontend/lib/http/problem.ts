import type { components } from "@/lib/api/tasks.generated";

/** An RFC 9457 problem, as every refusal of the platform is one. */
export type Problem = components["schemas"]["Problem"];

const REFUSALS = {
  "forbidden-origin": { status: 403, title: "Forbidden", detail: "Requests from another origin are refused." },
  unauthenticated: { status: 401, title: "Not signed in", detail: "Sign in to continue." },
  "invalid-path": { status: 400, title: "Invalid path", detail: "A percent sign in the address begins no character." },
  "not-found": { status: 404, title: "Not found", detail: "There is no such thing, or it is not yours." },
  "payload-too-large": { status: 413, title: "Payload too large", detail: "The request body is too large." },
  unavailable: { status: 503, title: "Not available", detail: "The service can't be reached right now. Try again." },
} as const;

/** A refusal of the web app's own, in the form that the functions use. */
export function refuse(code: keyof typeof REFUSALS, headers: Record<string, string> = {}): Response {
  const { status, title, detail } = REFUSALS[code];
  const problem: Problem = { type: `urn:todo-app:problem:${code}`, title, status, detail };
  return new Response(JSON.stringify(problem), {
    status,
    headers: { ...headers, "content-type": "application/problem+json", "cache-control": "no-store" },
  });
}
