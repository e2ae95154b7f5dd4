const REQUEST_HEADERS = [
  "accept",
  "accept-language",
  "content-type",
  "idempotency-key",
  "if-match",
  "if-none-match",
  "prefer",
  "time-zone",
  "traceparent",
  "x-request-id",
];

const RESPONSE_HEADERS = [
  "allow",
  "cache-control",
  "content-disposition",
  "content-type",
  "etag",
  "idempotency-replayed",
  "link",
  "location",
  "preference-applied",
  "ratelimit",
  "ratelimit-policy",
  "retry-after",
  "todo-sequence",
  "x-request-id",
];

/** Those of the headers that have one of these names. */
export function pick(source: Headers, names: string[]): Headers {
  const picked = new Headers();
  for (const name of names) {
    const value = source.get(name);
    if (value !== null) picked.set(name, value);
  }
  return picked;
}

/** The headers a function gets: what describes the request, and who asks. Cookies stay here. */
export function upstreamHeaders(incoming: Headers, token: string): Headers {
  const headers = anonymousHeaders(incoming);
  headers.set("authorization", `Bearer ${token}`);
  headers.set("todo-source", "web");
  // What the browser says of itself must not keep the person out: an unknown time zone is that of the account (FR-550).
  headers.append("prefer", "handling=lenient");
  return headers;
}

/** The headers a function gets of a request that nobody is signed in for. */
export function anonymousHeaders(incoming: Headers): Headers {
  return pick(incoming, REQUEST_HEADERS);
}

/** The headers the browser gets: a function can neither set a cookie nor name a length that no longer holds. */
export function downstreamHeaders(answer: Headers): Headers {
  const headers = pick(answer, RESPONSE_HEADERS);
  if (headers.get("content-type")?.startsWith("text/event-stream")) {
    // Neither compression here nor a proxy in front may hold events back.
    headers.set("cache-control", "no-store, no-transform");
    headers.set("x-accel-buffering", "no");
  } else if (!headers.has("cache-control")) {
    headers.set("cache-control", "no-store");
  }
  // A strong tag names these bytes: compressed they would be others under the same name (RFC 9110, section 8.8.3.3).
  if (headers.has("etag")) headers.append("cache-control", "no-transform");
  return headers;
}
