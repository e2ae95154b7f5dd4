import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { addresses } from "./support/addresses";
import { expect, signUp, test } from "./support/test";

const TABLES = [
  "account",
  "guess",
  "jwks",
  "oauthAccessToken",
  "oauthClient",
  "oauthClientAssertion",
  "oauthClientResource",
  "oauthConsent",
  "oauthRefreshToken",
  "oauthResource",
  "rateLimit",
  "session",
  "user",
  "verification",
];
const run = promisify(execFile);

/** The database of the running platform. */
function databaseUrl(): string {
  const { database_url } = addresses();
  if (!database_url) throw new Error("Set DATABASE_URL, or run the platform with `cargo xtask up`");
  return database_url;
}

/** A server on which this login may create roles and databases. */
function serverUrl(): string {
  return process.env.TEST_DATABASE_URL ?? databaseUrl();
}

async function withClient<T>(connectionString: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function authTables(connectionString: string): Promise<string[]> {
  const sql = "select tablename::text as name from pg_catalog.pg_tables where schemaname = 'auth'";
  return withClient(connectionString, async (client) => {
    const { rows } = await client.query<{ name: string }>(sql);
    return rows.map(({ name }) => name).toSorted();
  });
}

/** A new database with a login that has no rights but those that `allow` gives it. */
async function withPlainLogin(allow: (name: string) => string, use: (url: string) => Promise<void>): Promise<void> {
  const name = `todo_web_migrate_${randomBytes(6).toString("hex")}`;
  const scratch = new URL(serverUrl());
  scratch.pathname = `/${name}`;
  await withClient(serverUrl(), async (client) => {
    await client.query(`create role ${name} login password '${name}'`);
    await client.query(`create database ${name}`);
  });
  try {
    await withClient(scratch.href, (client) => client.query(allow(name)));
    scratch.username = name;
    scratch.password = name;
    await use(scratch.href);
  } finally {
    await withClient(serverUrl(), async (client) => {
      await client.query(`drop database ${name} with (force)`);
      await client.query(`drop role ${name}`);
    });
  }
}

function migrate(connectionString: string) {
  const script = join(import.meta.dirname, "../scripts/migrate.mjs");
  return run(process.execPath, [script], { env: { ...process.env, DATABASE_URL: connectionString } });
}

test("FR-508 Better Auth's tables live in schema auth", async () => {
  expect(await authTables(databaseUrl())).toEqual(expect.arrayContaining(TABLES));
});

test("FR-508 two migrations at once, and one after them, leave the same tables", async () => {
  await withPlainLogin(
    (name) => `grant create on database ${name} to ${name}`,
    async (url) => {
      const outputs = await Promise.all([migrate(url), migrate(url)]);
      expect(outputs.filter(({ stdout }) => stdout.includes("nothing to migrate"))).toHaveLength(1);
      expect((await migrate(url)).stdout).toBe("schema auth: nothing to migrate\n");
      expect(await authTables(url)).toEqual(TABLES);
    },
  );
});

test("FR-508 a login that owns nothing but schema auth can migrate", async () => {
  await withPlainLogin(
    (name) => `create schema auth authorization ${name}`,
    async (url) => {
      await migrate(url);
      expect(await authTables(url)).toEqual(TABLES);
    },
  );
});

test("FR-508 a migration that cannot work says why in one line and fails", async () => {
  const nobody = new URL(databaseUrl());
  nobody.pathname = "/no_such_database";
  const failure = await migrate(nobody.href).catch((error: { code: number; stderr: string }) => error);
  expect(failure).toMatchObject({ code: 1, stderr: expect.stringMatching(/^schema auth: migration failed: .+\n$/) });
});

test("FR-508 the session JWT names issuer and audience, and says who it is in as few words as possible", async ({ page }) => {
  const person = await signUp(page);
  const { token } = await (await page.request.get("/api/auth/token")).json();
  const [header, claims] = token
    .split(".")
    .slice(0, 2)
    .map((part: string) => JSON.parse(Buffer.from(part, "base64url").toString()));
  expect(header).toEqual({ alg: "EdDSA", kid: expect.any(String) });
  expect(claims).toEqual({
    iss: expect.stringMatching(/./),
    aud: expect.stringMatching(/./),
    sub: expect.stringMatching(/./),
    email: person.email,
    name: person.name,
    iat: expect.any(Number),
    exp: claims.iat + 15 * 60,
  });
  const { keys } = await (await page.request.get("/api/auth/jwks")).json();
  expect(keys.map(({ kid }: { kid: string }) => kid)).toContain(header.kid);

  // The functions compare issuer and audience with their own configuration.
  expect((await page.request.get("/api/tasks")).status()).toBe(200);
});
