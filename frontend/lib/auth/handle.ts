import "server-only";
import { preflight, toAnyOrigin } from "@/lib/http/any-origin";
import { refuse } from "@/lib/http/problem";
import { readBody } from "@/lib/http/read-body";
import { auth } from "./index";

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
  const { url, method, headers, signal } = request;
  if (method === "GET") return auth().handler(request);
  if (method === "HEAD") {
    // Better Auth knows no HEAD; it is GET without the body (RFC 9110, section 9.3.2).
    const answer = await auth().handler(new Request(url, { headers, signal }));
    return new Response(null, answer);
  }
  const body = await readBody(request, BODY_LIMIT);
  if (body === undefined) return refuse("payload-too-large");
  return auth().handler(new Request(url, { method, headers, body, signal }));
}
