import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where the running platform is. */
export interface Addresses {
  web: string;
  mcp?: string;
  database_url?: string;
}

/** The platform's addresses: from the environment, else from what the local run wrote down. */
export function addresses(): Addresses {
  const file = join(import.meta.dirname, "../../../.dev/addresses.json");
  const written: Partial<Addresses> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const web = process.env.WEB_URL ?? written.web;
  if (!web) throw new Error("The platform is not running: start it with `cargo xtask up`, or set WEB_URL");
  return {
    web: new URL(web).origin,
    mcp: process.env.MCP_URL ?? written.mcp,
    database_url: process.env.DATABASE_URL ?? written.database_url,
  };
}
