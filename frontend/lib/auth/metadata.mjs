import { APIError } from "better-auth/api";

/** What there is to register; a server may register less than was asked for (RFC 7591, section 3.2.1). */
const SUPPORTED = { grant_types: ["authorization_code", "refresh_token"], response_types: ["code"], application_type: ["web", "native"] };
/** Addresses that people are shown and may open. */
const PAGES = ["client_uri", "logo_uri", "policy_uri", "tos_uri"];
/** We verify no proof of a key (ADR 0034), so there is nothing to register. */
const UNSUPPORTED = ["dpop_bound_access_tokens"];

/** @param {unknown} value */
function saysNothing(value) {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

/**
 * The part of a list, or of words, that is known; nothing if it is of another kind, which is refused elsewhere.
 * @param {unknown} asked
 * @param {string[]} known
 */
function known(asked, known) {
  const isKnown = (/** @type {unknown} */ one) => known.includes(String(one));
  if (Array.isArray(asked)) return asked.filter(isKnown);
  return typeof asked === "string" ? asked.split(" ").filter(isKnown).join(" ") : asked;
}

/**
 * What a client says of itself, with what it says nothing by and what we do not have left out, in place: what is left out
 * gets its default, and the answer lists what was registered.
 * @param {Record<string, unknown>} metadata
 * @param {string[]} scopes
 */
export function tidy(metadata, scopes) {
  for (const [name, words] of Object.entries({ ...SUPPORTED, scope: scopes })) metadata[name] = known(metadata[name], words);
  for (const name of Object.keys(metadata)) {
    if (metadata[name] === undefined || saysNothing(metadata[name]) || UNSUPPORTED.includes(name)) delete metadata[name];
  }
  for (const name of PAGES) {
    const page = metadata[name];
    if (page === undefined) continue;
    if (typeof page !== "string" || !/^https?:[/][/]/i.test(page) || !URL.canParse(page)) {
      throw new APIError("BAD_REQUEST", { error: "invalid_client_metadata", error_description: `${name} must be an http or https address` });
    }
  }
}
