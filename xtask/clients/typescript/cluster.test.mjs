import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { TOOLS } from "../platform/contract.mjs";
import { required, signUp } from "../platform/platform.mjs";

const web = required("WEB_URL");
const url = new URL("/api/cluster/mcp", web);

async function connected(headers = {}) {
  const client = new Client({ name: "agent-in-the-cluster", version: "1.0.0" });
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  return client;
}

async function titles(client) {
  const listed = await client.callTool({ name: "list_tasks", arguments: {} });
  return listed.structuredContent.tasks.map(({ title }) => title);
}

test("FR-1110 anybody inside finds the tools without a token", async () => {
  const client = await connected();
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map(({ name }) => name), TOOLS);
  await client.ping();
  await assert.rejects(client.callTool({ name: "list_tasks", arguments: {} }), /401|Unauthorized/);
  await client.close();
});

test("FR-1111 a call is the caller's own: Ann never sees Bob", async () => {
  const people = await Promise.all(["ann", "bob"].map(() => signUp(web)));
  const [ann, bob] = await Promise.all(people.map(({ token }) => connected({ authorization: `Bearer ${token}` })));
  const added = await bob.callTool({ name: "add_task", arguments: { tasks: [{ title: "Bob's own" }] } });
  assert.ok(!added.isError, JSON.stringify(added));
  assert.deepEqual(await titles(ann), []);
  assert.deepEqual(await titles(bob), ["Bob's own"]);
  await Promise.all([ann.close(), bob.close()]);
});
