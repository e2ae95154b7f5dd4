import { timeZone } from "@/lib/dates";
import { keepPlace } from "@/lib/drafts/place";
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

/** Whether nobody can tell what became of a request: no answer came, or one by somebody in between, or it is under way. */
export function isUnanswered(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  const { status, type } = error.problem;
  return [0, 502, 503, 504].includes(status) || type === "urn:todo-app:problem:request-in-flight";
}

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

/** What `fetch` takes, a body to send as JSON, and whether the page stays when the session is over. */
export type RequestOptions = RequestInit & { json?: unknown; stays?: boolean };

/** A request to the app's own route handlers. Whatever is not a success is thrown as an `ApiError`. */
export async function request(path: string, init: RequestOptions = {}): Promise<Response> {
  const { json, stays = false, ...rest } = init;
  const headers = new Headers(rest.headers);
  if (json !== undefined) headers.set("content-type", "application/json");
  const zone = timeZone();
  if (zone !== undefined) headers.set("time-zone", zone);
  let response: Response;
  try {
    response = await fetch(path, { ...rest, headers, body: json === undefined ? rest.body : JSON.stringify(json) });
  } catch (error) {
    if (rest.signal?.aborted) throw error;
    throw new ApiError(OFFLINE);
  }
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (response.status === 401 && !stays) leave();
  throw new ApiError(problem);
}

let isLeaving = false;

/** The session is over: a full load forgets everything this page holds of it but drafts. Whoever asked hears of it first. */
function leave(): void {
  if (isLeaving) return;
  isLeaving = true;
  keepPlace();
  setTimeout(() => window.location.assign("/sign-in"));
}
