import "server-only";
import { betterAuth } from "better-auth";
import { Pool } from "pg";
import { env } from "@/lib/env";
import { spellingsOf } from "@/lib/http/loopback";
import { authDatabase, connectionString } from "./database.mjs";
import { authOptions } from "./options.mjs";

function createPool(databaseUrl: string): Pool {
  const pool = new Pool({
    connectionString: connectionString(databaseUrl),
    max: 5,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
  });
  // An idle connection that the server closes must not end the process.
  pool.on("error", () => undefined);
  return pool;
}

function createAuth(pool: Pool) {
  const settings = env();
  return betterAuth({
    ...authOptions({
      issuer: settings.AUTH_ISSUER,
      audience: settings.AUTH_AUDIENCE,
      resource: settings.MCP_RESOURCE,
      rateLimit: settings.AUTH_RATE_LIMIT,
      passwordGuesses: settings.AUTH_PASSWORD_GUESSES,
      secret: settings.BETTER_AUTH_SECRET,
      pool,
    }),
    baseURL: settings.BETTER_AUTH_URL,
    trustedOrigins: spellingsOf(settings.BETTER_AUTH_URL),
    secret: settings.BETTER_AUTH_SECRET,
    database: authDatabase(pool),
  });
}

let pool: Pool | undefined;
let instance: ReturnType<typeof createAuth> | undefined;

/** The Better Auth instance. Made at first use, because a build has no environment. */
export function auth(): ReturnType<typeof createAuth> {
  if (instance) return instance;
  pool ??= createPool(env().DATABASE_URL);
  const made = createAuth(pool);
  // It looks into the database once, when it is made: if that is away then, the next request makes another.
  made.$context.catch(() => {
    if (instance === made) instance = undefined;
  });
  instance = made;
  return made;
}
