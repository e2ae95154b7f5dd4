import { oauthProvider } from "@better-auth/oauth-provider";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { tidy } from "./metadata.mjs";
import { registration, remember, remembered } from "./registration.mjs";
import { meant } from "./resource.mjs";

/** Lets a client stay connected: with it comes a refresh token. */
const STAY = "offline_access";

/** What a client can be allowed. The first two are the MCP function's. */
export const OAUTH_SCOPES = ["tasks:read", "tasks:write", STAY];

/** As long as a session JWT: for so long a client that was disconnected can still go on. */
const ACCESS_TOKEN_SECONDS = 15 * 60;
const REFRESH_TOKEN_SECONDS = 30 * 24 * 60 * 60;
/** A client may ask again for the answer to a refresh that it did not get. */
const REUSE_SECONDS = 30;
/** How long a person has between the first page and the last. */
const REQUEST_SECONDS = 10 * 60;

/**
 * The authorization server for MCP clients: who registers, what they may ask for, how long it lasts.
 * @param {string} resource the MCP endpoint's public address, the only audience
 * @param {{ window: number, max: number }} attempts
 */
export function authorizationServer(resource, attempts) {
  return oauthProvider({
    loginPage: "/sign-in",
    signup: { page: "/sign-up" },
    consentPage: "/consent",
    scopes: OAUTH_SCOPES,
    grantTypes: ["authorization_code", "refresh_token"],
    resources: [resource],
    // There is one resource, and every client is for it.
    enforcePerClientResources: false,
    allowDynamicClientRegistration: true,
    allowUnauthenticatedClientRegistration: true,
    // The consent page asks who the client is with the signed request in hand.
    allowPublicClientPrelogin: true,
    // By default whoever is signed in may manage clients and resources. Here nobody does.
    clientPrivileges: () => false,
    resourcePrivileges: () => false,
    accessTokenExpiresIn: ACCESS_TOKEN_SECONDS,
    refreshTokenExpiresIn: REFRESH_TOKEN_SECONDS,
    refreshTokenReuseInterval: REUSE_SECONDS,
    codeExpiresIn: REQUEST_SECONDS,
    rateLimit: { register: attempts, authorize: attempts, token: attempts, revoke: attempts },
    // The resource notes who did what (FR-271).
    extensions: [{ claims: { accessToken: ({ client }) => (client.name ? { client_name: client.name } : {}) } }],
  });
}

/** Changing a consent past the consent page, or ending it without its tokens. */
export const DISABLED_PATHS = ["/oauth2/update-consent", "/oauth2/delete-consent"];

/**
 * What a client asks for: to stay connected in any case, which the consent page says, and for the one resource if it names
 * none.
 * @param {Record<string, unknown> | undefined} query
 * @param {string} resource
 */
export function authorization(query, resource) {
  const scopes = String(query?.scope ?? OAUTH_SCOPES.join(" ")).split(" ").filter(Boolean);
  return { scope: [...new Set([...scopes, STAY])].join(" "), resource: meant(query?.resource ?? resource, resource) };
}

/**
 * A request for tokens, by a client that there is. One that is not has to register again, and finds out only by this error:
 * Better Auth looks at the grant first, and calls it dead (RFC 6749, section 5.2).
 * @param {any} ctx
 * @param {string} resource
 */
async function token({ body, headers, context }, resource) {
  const basic = /^basic +(.+)$/i.exec(headers?.get("authorization") ?? "")?.[1];
  const [user] = basic ? Buffer.from(basic, "base64").toString().split(":") : [];
  const clientId = user ? decodeURIComponent(user.replaceAll("+", " ")) : body?.client_id;
  if (typeof clientId === "string" && clientId) {
    const where = [{ field: "clientId", value: clientId }];
    if (!(await context.adapter.findOne({ model: "oauthClient", where }))) {
      throw new APIError("UNAUTHORIZED", { error: "invalid_client", error_description: "there is no such client: register again" });
    }
  }
  return body?.resource === undefined ? {} : { resource: meant(body.resource, resource) };
}

/**
 * Fills in what clients leave out.
 * @param {string} resource
 */
export function fillIn(resource) {
  return createAuthMiddleware(async (ctx) => {
    if (ctx.path === "/oauth2/token") return { context: { body: await token(ctx, resource) } };
    if (ctx.path === "/oauth2/register") {
      if (ctx.body) tidy(ctx.body, OAUTH_SCOPES);
      remember(ctx.request, ctx.body);
      return { context: { body: registration(ctx.body) } };
    }
    // Nor is a code bound to a key (ADR 0034).
    delete ctx.query?.dpop_jkt;
    if (ctx.path === "/oauth2/authorize") return { context: { query: authorization(ctx.query, resource) } };
  });
}

/** Gives a new client the addresses that were kept from the plugin. */
export const complete = createAuthMiddleware(async (ctx) => {
  const uris = ctx.path === "/oauth2/register" ? remembered(ctx.request) : undefined;
  const client = /** @type {{ client_id?: string } | undefined} */ (ctx.context.returned);
  if (!uris || !client?.client_id) return;
  await ctx.context.adapter.update({
    model: "oauthClient",
    where: [{ field: "clientId", value: client.client_id }],
    update: { redirectUris: uris },
  });
  return ctx.json({ ...client, redirect_uris: uris });
});
