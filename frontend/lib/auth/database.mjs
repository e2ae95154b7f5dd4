import { PostgresDialect } from "kysely";

/** The schema that Better Auth's tables live in. */
export const AUTH_SCHEMA = "auth";

/**
 * The connection string with the meaning of `sslmode` made explicit: whoever asks for TLS gets a verified certificate.
 * @param {string} databaseUrl
 * @returns {string}
 */
export function connectionString(databaseUrl) {
  const url = new URL(databaseUrl);
  const mode = url.searchParams.get("sslmode");
  if (mode === "require" || mode === "verify-ca") url.searchParams.set("sslmode", "verify-full");
  return url.toString();
}

/**
 * Better Auth's database setting. Statements name the schema themselves, so neither the login's search_path nor a
 * transaction-mode pooler in between can lead them anywhere else.
 * @param {import("kysely").PostgresPool} pool
 */
export function authDatabase(pool) {
  return {
    dialect: new PostgresDialect({ pool }),
    type: /** @type {const} */ ("postgres"),
    schemaName: AUTH_SCHEMA,
    transaction: true,
  };
}
