import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { freePort, openGate, startMcp, startServer } from "../platform/mcp.mjs";
import { required, signUp } from "../platform/platform.mjs";

const suite = dirname(createRequire(import.meta.url).resolve("@modelcontextprotocol/conformance/package.json"));
const REVISIONS = ["2026-07-28", "2025-11-25"];

/** Scenarios that the suite runs and does not count yet, which pass all the same. */
const NOT_COUNTED = {
  "fixtures, 2026-07-28": ["json-schema-2020-12", "http-header-validation", "http-custom-header-server-validation"],
  "fixtures, 2025-11-25": ["json-schema-2020-12"],
  "function, 2026-07-28": ["http-header-validation"],
  "function, 2025-11-25": [],
};

/** Runs what a revision of the protocol requires of servers, except for what the baseline of this subject excuses. */
async function conforms(subject, revision, url) {
  const baseline = join(import.meta.dirname, `${subject}-${revision}.yaml`);
  const what = ["server", "--url", url, "--requirements", revision, "--expected-failures", baseline];
  const child = spawn(process.execPath, [join(suite, "dist/index.js"), ...what], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.on("close", resolve));
  const output = (await Array.fromAsync(child.stdout.setEncoding("utf8"))).join("");
  const name = `${subject}, ${revision}`;
  assert.equal(await ended, 0, `${name}: ${output.split("=== SUMMARY ===").at(-1)}`);
  for (const scenario of NOT_COUNTED[name]) assert.match(output, new RegExp(`✓ ${scenario}: [1-9]`), name);
}

test("FR-240 the endpoint over the suite's fixtures conforms to both revisions", async () => {
  const port = await freePort();
  const origins = { MCP_ALLOWED_ORIGINS: `http://127.0.0.1:${port}`, LOG_LEVEL: "warn" };
  const server = await startServer(required("CONFORMANCE_FIXTURES"), port, origins);
  try {
    for (const revision of REVISIONS) await conforms("fixtures", revision, `http://127.0.0.1:${port}/mcp`);
  } finally {
    await server.end();
  }
});

test("FR-241 the mcp function conforms to both revisions in all that needs no fixture", async () => {
  const { token } = await signUp(required("WEB_URL"));
  const port = await freePort();
  const server = await startMcp({ MCP_ALLOWED_ORIGINS: `http://127.0.0.1:${port}` });
  // The suite has no way to send a token.
  const gate = await openGate(port, (pass) => pass(server.port, { authorization: `Bearer ${token}` }));
  try {
    for (const revision of REVISIONS) await conforms("function", revision, gate.url);
  } finally {
    await gate.close();
    await server.end();
  }
});
