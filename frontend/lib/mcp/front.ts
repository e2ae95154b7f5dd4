import "server-only";
import { env } from "@/lib/env";
import { isLoopback } from "@/lib/http/loopback";
import { isInside } from "@/lib/http/near";
import { refuse } from "@/lib/http/problem";
import { pick } from "@/lib/http/proxy-headers";
import { readBody } from "@/lib/http/read-body";
import { discover } from "./discovery";

/** As much as mcp takes. */
const BODY_LIMIT = 64 * 1024;
const RETRY_AFTER_SECONDS = "2";
const REQUEST_HEADERS = [
  "accept",
  "authorization",
  "content-type",
  "mcp-method",
  "mcp-name",
  "mcp-protocol-version",
  "traceparent",
  "user-agent",
  "x-request-id",
];
const RESPONSE_HEADERS = ["allow", "cache-control", "content-type", "retry-after", "www-authenticate", "x-request-id"];

/**
 * The MCP endpoint for agents in the cluster. It says what is the same for everybody itself, to anybody who asks, so that
 * looking for tools wakes nothing; all else goes to mcp as it came, with the caller's own token or without one.
 */
export async function answerInCluster(request: Request): Promise<Response> {
  const { CLUSTER_DOMAIN, MCP_URL } = env();
  if (MCP_URL === undefined || !comesFromInside(request, CLUSTER_DOMAIN)) return refuse("not-found");
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { allow: "POST" } });
  const body = await readBody(request, BODY_LIMIT);
  if (body === undefined) return refuse("payload-too-large");
  const answer = discover(new TextDecoder().decode(body), request.headers.get("mcp-protocol-version"));
  if (answer === "noted") return new Response(null, { status: 202 });
  if (answer === undefined) return pass(request, MCP_URL, body);
  return new Response(JSON.stringify({ jsonrpc: "2.0", ...answer }), {
    headers: { "content-type": "application/json", "cache-control": "no-store" },
  });
}

/** Whether the name that was asked for leads here from inside only: this machine, a name without a dot, or one of a Service. */
function comesFromInside(request: Request, clusterDomain: string): boolean {
  const name = (request.headers.get("host") ?? "").toLowerCase().replace(/:\d+$/, "");
  return isLoopback(name) || isInside(name, clusterDomain);
}

async function pass(request: Request, address: string, body: Uint8Array<ArrayBuffer>): Promise<Response> {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: pick(request.headers, REQUEST_HEADERS),
      body,
      redirect: "manual",
      cache: "no-store",
      signal: request.signal,
    });
    return new Response(answer.body, { status: answer.status, headers: pick(answer.headers, RESPONSE_HEADERS) });
  } catch {
    return refuse("unavailable", { "retry-after": RETRY_AFTER_SECONDS });
  }
}
