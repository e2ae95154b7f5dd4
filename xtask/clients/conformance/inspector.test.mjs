import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { TOOLS, callEveryTool } from "../platform/contract.mjs";
import { required, signUp } from "../platform/platform.mjs";

const launcher = createRequire(import.meta.url).resolve("@modelcontextprotocol/inspector/clients/launcher/build/index.js");
const home = mkdtempSync(join(tmpdir(), "inspector-"));

after(() => rmSync(home, { recursive: true }));

/** One run of the Inspector: what it prints, as JSON. */
async function inspect(era, token, ...parameters) {
  const fixed = ["--cli", required("MCP_URL"), "--transport", "http", "--protocol-era", era, "--stored-auth-only"];
  const form = ["--header", `Authorization: Bearer ${token}`, "--format", "json", "--quiet"];
  const { stdout } = await promisify(execFile)(process.execPath, [launcher, ...fixed, ...form, ...parameters], {
    env: { ...process.env, HOME: home },
  });
  return JSON.parse(stdout).result;
}

for (const era of ["legacy", "modern"]) {
  test(`FR-243 the Inspector (${era}) lists every tool and calls each`, async () => {
    const { token } = await signUp(required("WEB_URL"));
    const { tools } = await inspect(era, token, "--method", "tools/list", "--strict");
    assert.deepEqual(tools.map(({ name }) => name), TOOLS);
    await callEveryTool(async (name, parameters) => {
      const values = ["--tool-name", name, "--tool-args-json", JSON.stringify(parameters)];
      const result = await inspect(era, token, "--method", "tools/call", ...values);
      assert.ok(!result.isError, JSON.stringify(result));
      return result.structuredContent;
    });
  });
}
