import { jwt } from "better-auth/plugins/jwt";
import { CLIENT_ADDRESS_HEADER } from "../http/client-address.mjs";
import { guesses } from "./guesses.mjs";
import { authorizationServer, complete, DISABLED_PATHS, fillIn } from "./oauth.mjs";

/**
 * What the web process and the migration both need to know about Better Auth: one list of plugins means one set of
 * tables.
 * @param {{ issuer: string, audience: string, resource?: string, rateLimit: number, passwordGuesses: number, secret: string, pool?: import("pg").Pool }} settings
 */
export function authOptions({ issuer, audience, resource, rateLimit, passwordGuesses, secret, pool }) {
  const attempts = { window: 10, max: rateLimit };
  return {
    appName: "Todo",
    emailAndPassword: { enabled: true, minPasswordLength: 8 },
    plugins: [
      jwt({
        jwks: { keyPairConfig: { alg: /** @type {const} */ ("EdDSA"), crv: /** @type {const} */ ("Ed25519") } },
        jwt: {
          issuer,
          audience,
          expirationTime: "15m",
          definePayload: (/** @type {{ user: { email: string, name: string } }} */ { user }) => ({
            email: user.email,
            name: user.name,
          }),
        },
        // The page keeps its cookie only: no answer carries a token unasked.
        disableSettingJwtHeader: true,
      }),
      guesses({ size: passwordGuesses, secret, pool }),
      ...(resource ? [authorizationServer(resource, attempts)] : []),
    ],
    hooks: resource ? { before: fillIn(resource), after: complete } : {},
    disabledPaths: DISABLED_PATHS,
    rateLimit: {
      enabled: true,
      storage: /** @type {const} */ ("database"),
      customRules: {
        "/jwks": /** @type {const} */ (false),
        "/sign-in/*": attempts,
        "/sign-up/*": attempts,
      },
    },
    advanced: { ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] } },
    telemetry: { enabled: false },
  };
}
