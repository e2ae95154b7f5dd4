const ANY_ORIGIN = { "access-control-allow-origin": "*" };
const PREFLIGHT = {
  ...ANY_ORIGIN,
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers": "authorization, content-type, mcp-protocol-version",
  "access-control-max-age": "86400",
};

/** The same answer, for pages of any origin to read. Their requests carry no cookie, so they see what everybody sees. */
export function toAnyOrigin(answer: Response): Response {
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(ANY_ORIGIN)) headers.set(name, value);
  return new Response(answer.body, { status: answer.status, headers });
}

/** What a browser asks for before a request to another origin (Fetch, CORS-preflight request). */
export function preflight(): Response {
  return new Response(null, { status: 204, headers: PREFLIGHT });
}
