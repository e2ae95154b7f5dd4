import "server-only";
import { sessionToken } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { refuse } from "./problem";
import { anonymousHeaders, downstreamHeaders, upstreamHeaders } from "./proxy-headers";
import { readBody } from "./read-body";
import { isSameOrigin } from "./same-origin";

type FunctionOrigin = "TASKS_URL" | "CHAT_URL";

const BODY_LIMIT = 64 * 1024;
const RETRY_AFTER_SECONDS = "2";

/**
 * Passes a request of the page on to a function, with the session's JWT, and streams the answer back as it comes.
 * The path is the same on both sides.
 */
export async function forward(request: Request, functionOrigin: FunctionOrigin, bodyLimit = BODY_LIMIT): Promise<Response> {
  const { method, headers } = request;
  const settings = env();
  if (!isSameOrigin(method, headers, settings.BETTER_AUTH_URL)) return refuse("forbidden-origin");
  const session = await sessionToken(headers).catch(() => "unknown" as const);
  // Without its database the web app cannot tell who asks.
  if (session === "unknown") return refuse("unavailable", { "retry-after": RETRY_AFTER_SECONDS });
  if (session === undefined) return refuse("unauthenticated");

  const hasBody = method !== "GET" && method !== "HEAD";
  const body = hasBody ? await readBody(request, bodyLimit) : new Uint8Array();
  if (body === undefined) return refuse("payload-too-large");

  return send(request, functionOrigin, upstreamHeaders(headers, session.token), body, session.cookies);
}

/**
 * Passes a read on that needs nobody to be signed in. It carries no cookie and no token, so that it can do no more than
 * the same request to the function itself.
 */
export function forwardAnonymously(request: Request, functionOrigin: FunctionOrigin): Promise<Response> {
  return send(request, functionOrigin, anonymousHeaders(request.headers));
}

async function send(
  request: Request,
  functionOrigin: FunctionOrigin,
  headers: Headers,
  body: Uint8Array<ArrayBuffer> = new Uint8Array(),
  cookies: string[] = [],
): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  try {
    const answer = await fetch(new URL(pathname + search, env()[functionOrigin]), {
      method: request.method,
      headers,
      body: body.byteLength > 0 ? body : undefined,
      redirect: "manual",
      cache: "no-store",
      signal: request.signal,
    });
    const safe = downstreamHeaders(answer.headers);
    for (const cookie of cookies) safe.append("set-cookie", cookie);
    return new Response(answer.body, { status: answer.status, headers: safe });
  } catch {
    return refuse("unavailable", { "retry-after": RETRY_AFTER_SECONDS });
  }
}
