import "server-only";
import { sessionToken } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { refuse } from "./problem";
import { downstreamHeaders, upstreamHeaders } from "./proxy-headers";
import { readBody } from "./read-body";
import { isSameOrigin } from "./same-origin";

const BODY_LIMIT = 64 * 1024;
const RETRY_AFTER_SECONDS = "2";

/**
 * Passes a request of the page on to a function, with the session's JWT, and streams the answer back as it comes.
 * The path is the same on both sides.
 */
export async function forward(request: Request, functionOrigin: "TASKS_URL" | "CHAT_URL"): Promise<Response> {
  const { method, headers, signal } = request;
  const settings = env();
  if (!isSameOrigin(method, headers, settings.BETTER_AUTH_URL)) return refuse("forbidden-origin");
  const session = await sessionToken(headers).catch(() => "unknown" as const);
  // Without its database the web app cannot tell who asks.
  if (session === "unknown") return refuse("unavailable", { "retry-after": RETRY_AFTER_SECONDS });
  if (session === undefined) return refuse("unauthenticated");

  const hasBody = method !== "GET" && method !== "HEAD";
  const body = hasBody ? await readBody(request, BODY_LIMIT) : new Uint8Array();
  if (body === undefined) return refuse("payload-too-large");

  const { pathname, search } = new URL(request.url);
  try {
    const answer = await fetch(new URL(pathname + search, settings[functionOrigin]), {
      method,
      headers: upstreamHeaders(headers, session.token),
      body: body.byteLength > 0 ? body : undefined,
      redirect: "manual",
      cache: "no-store",
      signal,
    });
    const safe = downstreamHeaders(answer.headers);
    for (const cookie of session.cookies) safe.append("set-cookie", cookie);
    return new Response(answer.body, { status: answer.status, headers: safe });
  } catch {
    return refuse("unavailable", { "retry-after": RETRY_AFTER_SECONDS });
  }
}
