import { isNativePrivateUseRedirectUri, isReverseDomainPrivateUseRedirectUri } from "@better-auth/core/utils/redirect-uri";
import { APIError } from "better-auth/api";

/** Drawn on the consent page and kept with each change (FR-271). */
const MAX_NAME_CHARACTERS = 100;
const MAX_REDIRECT_URIS = 20;

/** Registered for a client that has no other addresses than an app's; nothing answers there. */
const STAND_IN = "invalid.pending:/";

/** By request, the addresses that the plugin's own check would refuse. @type {WeakMap<Request, string[]>} */
const appAddresses = new WeakMap();

/**
 * Whether this is an app's address with a host (`cursor://anysphere.cursor-mcp/oauth/callback`). Better Auth's core takes
 * them, its plugin takes addresses without one only (RFC 8252, section 7.1).
 * @param {unknown} uri
 */
function isAppAddress(uri) {
  if (typeof uri !== "string" || uri.includes("#") || !URL.canParse(uri)) return false;
  const url = new URL(uri);
  const isBare = !url.username && !url.password;
  return isBare && isNativePrivateUseRedirectUri(url) && !isReverseDomainPrivateUseRedirectUri(url);
}

/** @param {string} detail */
function refuse(detail) {
  return new APIError("BAD_REQUEST", { error: "invalid_client_metadata", error_description: detail });
}

/**
 * What is registered of what a client sends: a client with an address that only a program on the person's machine can have
 * is a native one, whether it says so, says nothing, or says it is a web site.
 * @param {Record<string, unknown> | undefined} body
 */
export function registration(body) {
  const uris = body?.redirect_uris;
  if (String(body?.client_name ?? "").length > MAX_NAME_CHARACTERS) throw refuse(`client_name has at most ${MAX_NAME_CHARACTERS} characters`);
  if (!Array.isArray(uris)) return {};
  if (uris.length > MAX_REDIRECT_URIS) throw refuse(`there are at most ${MAX_REDIRECT_URIS} redirect_uris`);
  if (uris.every((uri) => String(uri).startsWith("https:"))) return {};
  const others = uris.filter((uri) => !isAppAddress(uri));
  return { application_type: "native", redirect_uris: others.length > 0 ? others : [STAND_IN] };
}

/**
 * Remembers the addresses until the client is there.
 * @param {Request | undefined} request
 * @param {Record<string, unknown> | undefined} body
 */
export function remember(request, body) {
  const uris = body?.redirect_uris;
  if (request && Array.isArray(uris) && uris.some(isAppAddress)) appAddresses.set(request, uris);
}

/**
 * All addresses of the client that this request registered, if there are some that the plugin did not see.
 * @param {Request | undefined} request
 */
export function remembered(request) {
  return request && appAddresses.get(request);
}
