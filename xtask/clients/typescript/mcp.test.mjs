import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { TOOLS, callEveryTool } from "../platform/contract.mjs";
import { required, signUp } from "../platform/platform.mjs";

const url = new URL(required("MCP_URL"));
const WHO = { name: "typescript-sdk-test", version: "1.0.0" };

/** The SDK's first version, and its second in both of its ways to begin. */
const CLIENTS = [
  ["SDK 1", undefined, () => new OldClient(WHO), OldTransport],
  ["SDK 2, legacy", "legacy", () => new Client(WHO, { versionNegotiation: { mode: "legacy" } }), StreamableHTTPClientTransport],
  ["SDK 2, auto", "modern", () => new Client(WHO, { versionNegotiation: { mode: "auto" } }), StreamableHTTPClientTransport],
];

for (const [name, era, make, Transport] of CLIENTS) {
  const connected = async (headers) => {
    const client = make();
    await client.connect(new Transport(url, { requestInit: { headers } }));
    return client;
  };

  test(`FR-212 FR-242 TypeScript ${name} lists every tool and calls each`, async () => {
    const { token } = await signUp(required("WEB_URL"));
    const client = await connected({ authorization: `Bearer ${token}` });
    assert.equal(client.getProtocolEra?.(), era);
    const { tools } = await client.listTools();
    assert.deepEqual(tools.map(({ name }) => name), TOOLS);
    await callEveryTool(async (name, parameters) => {
      const result = await client.callTool({ name, arguments: parameters });
      assert.ok(!result.isError, JSON.stringify(result));
      return result.structuredContent;
    });
    await client.close();
  });

  test(`FR-212 TypeScript ${name} sees 401 without a token`, async () => {
    await assert.rejects(connected({}), (error) => {
      assert.ok(error.code === 401 || error.name === "UnauthorizedError" || /401|Unauthorized/.test(`${error} ${error.cause}`), String(error));
      return true;
    });
    assert.equal((await fetch(url, { method: "POST" })).status, 401);
  });
}
