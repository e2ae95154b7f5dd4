import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { required, signUp } from "../platform/platform.mjs";

const url = new URL(required("MCP_URL"));
const TOOLS = ["add_task", "complete_task", "delete_task", "list_tasks", "undo", "update_task"];
let client;

async function connect(headers) {
  const connecting = new Client({ name: "typescript-sdk-test", version: "1.0.0" });
  await connecting.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  return connecting;
}

async function use(name, parameters) {
  const result = await client.callTool({ name, arguments: parameters });
  assert.ok(!result.isError, JSON.stringify(result));
  return result.structuredContent;
}

before(async () => {
  const { token } = await signUp(required("WEB_URL"));
  client = await connect({ authorization: `Bearer ${token}` });
});

after(() => client?.close());

test("FR-212 the TypeScript SDK lists the tools", async () => {
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map(({ name }) => name).sort(), TOOLS);
});

test("FR-212 the TypeScript SDK calls each tool", async () => {
  const added = await use("add_task", { tasks: [{ title: "Buy groceries" }, { title: "Call mom" }] });
  assert.deepEqual(added.results.map(({ task }) => task.id), [1, 2]);
  await use("update_task", { tasks: [{ id: 2, title: "Call mom tonight" }] });
  await use("complete_task", { ids: [1] });
  const pending = await use("list_tasks", { status: "pending" });
  assert.deepEqual(pending.tasks.map(({ title }) => title), ["Call mom tonight"]);
  await use("delete_task", { ids: [2] });
  const left = await use("list_tasks", {});
  assert.deepEqual(left.tasks.map(({ id, completed }) => [id, completed]), [[1, true]]);
  const back = await use("undo", {});
  assert.deepEqual(back.results.map(({ task }) => task.id), [2]);
});

test("FR-212 the TypeScript SDK sees 401 without a token", async () => {
  await assert.rejects(connect({}), (error) => {
    assert.ok(error.code === 401 || error.name === "UnauthorizedError" || /401/.test(error.message), String(error));
    return true;
  });
  assert.equal((await fetch(url, { method: "POST" })).status, 401);
});
