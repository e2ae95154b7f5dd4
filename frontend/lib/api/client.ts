import { timeZone } from "@/lib/dates";
import type { Problem } from "@/lib/http/problem";

/** A refusal, or no answer at all, as a problem. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = "ApiError";
  }

  /** What is wrong with each field of the body, by the field's name. */
  get fields(): Record<string, string> {
    const fields: Record<string, string> = {};
    for (const { pointer, detail } of this.problem.errors ?? []) {
      if (pointer === undefined) continue;
      const name = pointer.split("/")[1]?.replaceAll("~1", "/").replaceAll("~0", "~") ?? "";
      fields[name] ??= detail;
    }
    return fields;
  }
}

const OFFLINE: Problem = {
  type: "urn:todo-app:problem:offline",
  title: "No answer",
  status: 0,
  detail: "The server can't be reached. Check your connection and try again.",
};

/** The problem in a refusal, or one made of its status when it carries none. */
export async function problemOf(response: Response): Promise<Problem> {
  const fallback: Problem = {
    type: "about:blank",
    title: response.statusText || "Request failed",
    status: response.status,
    detail: `The server answered with status ${response.status}. Try again.`,
  };
  if (!response.headers.get("content-type")?.startsWith("application/problem+json")) return fallback;
  const body: unknown = await response.json().catch(() => undefined);
  return typeof body === "object" && body !== null ? { ...fallback, ...body } : fallback;
}

/** A request to the app's own route handlers. Whatever is not a success is thrown as an `ApiError`. */
export async function request(path: string, init: RequestInit & { json?: unknown } = {}): Promise<Response> {
  const { json, ...rest } = init;
  const headers = new Headers(rest.headers);
  if (json !== undefined) headers.set("content-type", "application/json");
  headers.set("time-zone", timeZone());
  let response: Response;
  try {
    response = await fetch(path, { ...rest, headers, body: json === undefined ? rest.body : JSON.stringify(json) });
  } catch (error) {
    if (rest.signal?.aborted) throw error;
    throw new ApiError(OFFLINE);
  }
  if (response.ok) return response;
  // The session is over: a full load forgets everything this page holds of it.
  if (response.status === 401) window.location.assign("/sign-in");
  throw new ApiError(await problemOf(response));
}
