import { getMigrations } from "better-auth/db/migration";
import { PostgresDialect } from "kysely";
import pg from "pg";
import { AUTH_SCHEMA, connectionString } from "../lib/auth/database.mjs";
import { authOptions } from "../lib/auth/options.mjs";

const PATIENCE_MS = 30_000;
const PAUSE_MS = 500;
// Any constant will do, as long as nothing else in the database locks it.
const LOCK = "todo-web auth migration";

/** SQLSTATE classes of a server that is there but not ready: connection trouble, shutting down or starting up. */
const NOT_READY = /^(08|57P0)/;

/** @param {unknown} error */
function isTransient(error) {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return /^E(CONN|AI_|HOST|NET|NOTFOUND|TIMEDOUT|PIPE)/.test(code) || NOT_READY.test(code) || /timeout|terminated/i.test(error.message);
}

/** @param {string} databaseUrl */
async function connect(databaseUrl) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: connectionString(databaseUrl), connectionTimeoutMillis: 5_000 });
    client.on("error", () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (!isTransient(error) || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/**
 * Creates what is missing in one transaction under one lock, on one connection: two runs at once take turns, a failed
 * run leaves nothing behind, and a transaction-mode pooler is fine.
 * @param {pg.Client} client
 */
async function migrate(client) {
  await client.query("BEGIN");
  await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [LOCK]);
  // CREATE SCHEMA asks for a right on the database even when the schema is there.
  const { rows } = await client.query("SELECT to_regnamespace($1) IS NOT NULL AS present", [AUTH_SCHEMA]);
  if (!rows[0].present) await client.query(`CREATE SCHEMA ${AUTH_SCHEMA}`);
  // Better Auth asks for the schema itself when it is told its name, with the same need of a right on the database.
  await client.query(`SET LOCAL search_path = ${AUTH_SCHEMA}`);
  const pool = {
    connect: async () => ({ query: client.query.bind(client), release: () => undefined }),
    end: async () => undefined,
  };
  const dialect = new PostgresDialect({
    pool: /** @type {import("kysely").PostgresPool} */ (/** @type {unknown} */ (pool)),
  });
  const database = { dialect, type: /** @type {const} */ ("postgres") };
  // None of these has a part in the tables, but that there is a resource: so the tables are there when one is set.
  const resource = "https://mcp.invalid/mcp";
  const options = authOptions({ issuer: "", audience: "", resource, rateLimit: 1, passwordGuesses: 1, secret: "" });
  const { toBeCreated, toBeAdded, runMigrations } = await getMigrations({ ...options, database });
  await runMigrations();
  await client.query("COMMIT");
  return [...toBeCreated, ...toBeAdded].map(({ table }) => table);
}

/** @param {string | undefined} databaseUrl */
async function main(databaseUrl) {
  if (!databaseUrl) throw new Error("DATABASE_URL is missing");
  const client = await connect(databaseUrl);
  try {
    return await migrate(client);
  } finally {
    await client.end();
  }
}

try {
  const changed = await main(process.env.DATABASE_URL);
  process.stdout.write(`schema ${AUTH_SCHEMA}: ${changed.length ? `migrated ${changed.join(", ")}` : "nothing to migrate"}\n`);
} catch (error) {
  process.stderr.write(`schema ${AUTH_SCHEMA}: migration failed: ${error instanceof Error ? error.message || String(error) : error}\n`);
  process.exitCode = 1;
}
