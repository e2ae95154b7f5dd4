import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { TOOLS, callEveryTool } from "../platform/contract.mjs";
import { call, required, signUp } from "../platform/platform.mjs";

const WHO = { name: "typescript-sdk-test", version: "1.0.0" };

/** What the person called the token. */
const TOKEN = "Laptop";

/** The SDK's first version, and its second in both of its ways to begin; the older era tells the client's name only once. */
const CLIENTS = [
  ["SDK 1", undefined, TOKEN, () => new OldClient(WHO), OldTransport],
  ["SDK 2, legacy", "legacy", TOKEN, () => new Client(WHO, { versionNegotiation: { mode: "legacy" } }), StdioClientTransport],
  ["SDK 2, auto", "modern", WHO.name, () => new Client(WHO, { versionNegotiation: { mode: "auto" } }), StdioClientTransport],
];

/** A person's token, as the page makes it. */
async function personalToken(tasks, session, scopes) {
  const { secret } = await call(`${tasks}/api/tokens`, session, {
    method: "POST",
    body: { name: TOKEN, scopes, expires_in_days: 1 },
    status: 201,
  });
  return secret;
}

for (const [name, era, known, make, Transport] of CLIENTS) {
  const connected = async (t, token) => {
    const client = make();
    // The program it starts ends with it, whatever the test finds.
    t.after(() => client.close());
    const env = { MCP_URL: required("MCP_URL"), TODO_TOKEN: token };
    await client.connect(new Transport({ command: required("MCP"), args: ["stdio"], env }));
    return client;
  };

  test(`FR-255 FR-256 FR-271 TypeScript ${name} lists every tool and calls each through mcp stdio`, async (t) => {
    const [web, tasks] = ["WEB_URL", "TASKS_URL"].map(required);
    const { token: session } = await signUp(web);
    const client = await connected(t, await personalToken(tasks, session, ["tasks:read", "tasks:write"]));
    assert.equal(client.getProtocolEra?.(), era);
    const { tools } = await client.listTools();
    assert.deepEqual(tools.map(({ name }) => name), TOOLS);
    await callEveryTool(async (name, parameters) => {
      const result = await client.callTool({ name, arguments: parameters });
      assert.ok(!result.isError, JSON.stringify(result));
      return result.structuredContent;
    });
    const { events } = await call(`${tasks}/api/history`, session);
    assert.deepEqual([...new Set(events.map(({ client }) => client))], [known]);
  });

  test(`FR-257 TypeScript ${name} learns through mcp stdio why a token is not good`, async (t) => {
    await assert.rejects(connected(t, `todo_pat_${"A".repeat(43)}`), /TODO_TOKEN.*expired.*Connections/);
  });
}
