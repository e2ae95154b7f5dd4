import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "./support/test";

test("FR-507 a start without its environment names everything that is missing, and ends", async () => {
  const server = join(import.meta.dirname, "../.next/standalone/server.js");
  const variables = { PATH: process.env.PATH, PORT: "0", HOSTNAME: "127.0.0.1", NODE_ENV: "production" as const };
  const failure = await promisify(execFile)(process.execPath, [server], { env: variables }).catch(
    (error: { code: number; stderr: string }) => error,
  );
  expect(failure).toMatchObject({ code: 1 });
  for (const name of ["DATABASE_URL", "BETTER_AUTH_URL", "BETTER_AUTH_SECRET", "AUTH_AUDIENCE", "TASKS_URL", "CHAT_URL"]) {
    expect(failure.stderr).toContain(`${name} is missing`);
  }
});
