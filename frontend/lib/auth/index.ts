import "server-only";
import { betterAuth } from "better-auth";
import { Pool } from "pg";
import { env } from "@/lib/env";
import { authDatabase, connectionString } from "./database.mjs";
import { authOptions } from "./options.mjs";

function createAuth() {
  const settings = env();
  const pool = new Pool({
    connectionString: connectionString(settings.DATABASE_URL),
    max: 5,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
  });
  // An idle connection that the server closes must not end the process.
  pool.on("error", () => undefined);
  return betterAuth({
    ...authOptions({
      issuer: settings.AUTH_ISSUER,
      audience: settings.AUTH_AUDIENCE,
      rateLimit: settings.AUTH_RATE_LIMIT,
      ipHeader: settings.AUTH_IP_HEADER,
      trustedProxies: settings.AUTH_TRUSTED_PROXIES,
    }),
    baseURL: settings.BETTER_AUTH_URL,
    secret: settings.BETTER_AUTH_SECRET,
    database: authDatabase(pool),
  });
}

let instance: ReturnType<typeof createAuth> | undefined;

/** The Better Auth instance. Made at first use, because a build has no environment. */
export function auth(): ReturnType<typeof createAuth> {
  instance ??= createAuth();
  return instance;
}
