import { execFile } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "./support/test";

// The server takes port 0 for its default one.
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

test("FR-507 a start without its environment names everything that is missing, and ends", async () => {
  const server = join(import.meta.dirname, "../.next/standalone/server.js");
  const variables = { PATH: process.env.PATH, PORT: String(await freePort()), HOSTNAME: "127.0.0.1", NODE_ENV: "production" as const };
  const failure = await promisify(execFile)(process.execPath, [server], { env: variables }).catch(
    (error: { code: number; stderr: string }) => error,
  );
  expect(failure).toMatchObject({ code: 1 });
  for (const name of ["DATABASE_URL", "BETTER_AUTH_URL", "BETTER_AUTH_SECRET", "AUTH_AUDIENCE", "TASKS_URL", "CHAT_URL"]) {
    expect(failure.stderr).toContain(`${name} is missing`);
  }
});
