import "server-only";
import { betterAuth } from "better-auth";
import { Pool } from "pg";
import { env } from "@/lib/env";
import { authDatabase, connectionString } from "./database.mjs";
import { authOptions } from "./options.mjs";

function createAuth() {
  const { DATABASE_URL, BETTER_AUTH_URL, BETTER_AUTH_SECRET, AUTH_ISSUER, AUTH_AUDIENCE, AUTH_RATE_LIMIT, AUTH_IP_HEADER } = env();
  const pool = new Pool({
    connectionString: connectionString(DATABASE_URL),
    max: 5,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
  });
  // An idle connection that the server closes must not end the process.
  pool.on("error", () => undefined);
  return betterAuth({
    ...authOptions({ issuer: AUTH_ISSUER, audience: AUTH_AUDIENCE, rateLimit: AUTH_RATE_LIMIT, ipHeader: AUTH_IP_HEADER }),
    baseURL: BETTER_AUTH_URL,
    secret: BETTER_AUTH_SECRET,
    database: authDatabase(pool),
  });
}

let instance: ReturnType<typeof createAuth> | undefined;

/** The Better Auth instance. Made at first use, because a build has no environment. */
export function auth(): ReturnType<typeof createAuth> {
  instance ??= createAuth();
  return instance;
}
