import { spellingsOf } from "./loopback";

/**
 * Whether a request comes from the app's own pages. The session cookie travels with requests that other sites cause,
 * so a request has to say where it comes from; only a plain read may leave that out.
 */
export function isSameOrigin(method: string, headers: Headers, ownOrigin: string): boolean {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  if (origin !== null) return spellingsOf(ownOrigin).includes(origin);
  if (site === "same-origin") return true;
  if (method === "GET" || method === "HEAD") return site === null || site === "none";
  return false;
}
