import "server-only";
import { preflight, toAnyOrigin } from "@/lib/http/any-origin";
import { refuse } from "@/lib/http/problem";
import { readBody } from "@/lib/http/read-body";
import { auth } from "./index";
import { exchange } from "./patience";

/** In bytes. A registration with keys has some thousand; whoever is not signed in may send one. */
const BODY_LIMIT = 16 * 1024;

/** What an MCP client that runs in a page calls, at its own origin (FR-434). */
const FOR_CLIENTS = /^\/(\.well-known\/oauth-authorization-server|api\/auth\/oauth2\/(register|token|revoke)$)/;

/** Better Auth's answer, or the refusal of a body that is too long. */
export async function handle(request: Request): Promise<Response> {
  const isForClients = FOR_CLIENTS.test(new URL(request.url).pathname);
  if (request.method === "OPTIONS") return isForClients ? preflight() : new Response(null, { status: 404 });
  const answer = await bounded(request);
  return isForClients ? toAnyOrigin(answer) : answer;
}

async function bounded(request: Request): Promise<Response> {
  const { url, method, signal } = request;
  if (method === "GET" || method === "HEAD") return read(request);
  const body = await readBody(request, BODY_LIMIT);
  if (body === undefined) return refuse("payload-too-large");
  const headers = new Headers(request.headers);
  headers.delete(PROOF);
  const ask = () => auth().handler(new Request(url, { method, headers, body, signal }));
  if (isAt(url, "oauth2/token")) return tellWhenToRetry(await exchange(body, ask));
  const answer = tellWhenToRetry(await ask());
  return isAt(url, "oauth2/revoke") ? revoked(answer) : answer;
}

/** Better Auth knows no HEAD; it is GET without the body (RFC 9110, section 9.3.2). */
async function read(request: Request): Promise<Response> {
  const { url, method, headers, signal } = request;
  const got = method === "HEAD" ? new Request(url, { headers, signal }) : request;
  const answer = await auth().handler(got);
  const told = isMetadata(url) ? await withoutProofs(answer) : tellWhenToRetry(answer);
  return method === "HEAD" ? new Response(null, told) : told;
}

/** What a client would prove its key by. Nobody here verifies that, so nobody is told of it, and no token is bound (ADR 0034). */
const PROOF = "dpop";

const isAt = (url: string, path: string) => new URL(url).pathname === `/api/auth/${path}`;
const isMetadata = (url: string) => new URL(url).pathname.startsWith("/.well-known/");

async function withoutProofs(answer: Response): Promise<Response> {
  if (!answer.ok) return answer;
  const { dpop_signing_alg_values_supported: _, ...metadata } = await answer.json();
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  return Response.json(metadata, { status: answer.status, headers });
}

/** A token that is not there is as good as revoked: its client could do nothing about it (RFC 7009, section 2.2). */
async function revoked(answer: Response): Promise<Response> {
  if (answer.status !== 400) return answer;
  const refusal = await answer.clone().json();
  const isGone = refusal.error === "invalid_request" && /token (not found|revoked|expired)$/.test(String(refusal.error_description));
  return isGone ? Response.json({}, { headers: { "cache-control": "no-store" } }) : answer;
}

/** Better Auth says so in a header of its own, which no client knows. */
function tellWhenToRetry(answer: Response): Response {
  const seconds = answer.headers.get("x-retry-after");
  if (answer.status === 429 && seconds) answer.headers.set("retry-after", seconds);
  return answer;
}
