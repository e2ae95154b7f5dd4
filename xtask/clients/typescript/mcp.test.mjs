// The official TypeScript client against the mcp function (specs/002-mcp-tools, FR-212).
// Reads MCP_URL, the endpoint with its path, and MCP_TOKEN, a session JWT.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const { MCP_URL, MCP_TOKEN } = process.env;
const TOOLS = ['add_task', 'list_tasks', 'update_task', 'complete_task', 'delete_task'];

/** A connected client, and what was answered to it. */
async function connect(headers) {
  const responses = [];
  const transport = new StreamableHTTPClientTransport(new URL(MCP_URL), {
    requestInit: { headers },
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      responses.push(response);
      return response;
    },
  });
  const client = new Client({ name: 'todo-app-test', version: '1.0.0' });
  const connected = client.connect(transport);
  return { client, connected, responses };
}

test('every tool works with a token', async () => {
  const title = `TypeScript ${randomUUID()}`;
  const { client, connected, responses } = await connect({ Authorization: `Bearer ${MCP_TOKEN}` });
  await connected;
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map((tool) => tool.name), TOOLS);
  assert.ok(tools.every((tool) => tool.outputSchema && tool.annotations));

  // The client checks every result against the tool's output schema.
  const entries = async (name, parameters) => {
    const result = await client.callTool({ name, arguments: parameters });
    assert.equal(result.isError, false, JSON.stringify(result.content));
    assert.deepEqual(JSON.parse(result.content[0].text), result.structuredContent);
    return result.structuredContent.results;
  };
  const [added] = await entries('add_task', { tasks: [{ title }] });
  const { id } = added.task;

  const [updated] = await entries('update_task', { tasks: [{ id, notes: 'from TypeScript', priority: 'p1' }] });
  assert.equal(updated.task.notes, 'from TypeScript');
  assert.equal(updated.before.priority, 'p4');

  const [completed] = await entries('complete_task', { ids: [id] });
  assert.equal(completed.task.completed, true);

  const titles = [];
  let cursor;
  do {
    const parameters = cursor ? { status: 'completed', cursor } : { status: 'completed' };
    const { structuredContent: page } = await client.callTool({ name: 'list_tasks', arguments: parameters });
    titles.push(...page.tasks.map((task) => task.title));
    cursor = page.next_cursor;
  } while (cursor);
  assert.ok(titles.includes(title));

  const [deleted] = await entries('delete_task', { ids: [id] });
  assert.equal(deleted.before.title, title);

  const missing = await client.callTool({ name: 'delete_task', arguments: { ids: [id] } });
  assert.equal(missing.isError, true);
  assert.equal(missing.structuredContent.results[0].error.code, 'not_found');

  const refused = await client.callTool({ name: 'add_task', arguments: { tasks: [{ title: '' }] } });
  assert.equal(refused.isError, true);
  assert.equal(refused.structuredContent.error.path, 'tasks[0].title');

  await client.close();
  assert.ok(responses.every((response) => !response.headers.has('mcp-session-id')));
});

test('without a token it is 401', async () => {
  const { connected, responses } = await connect({});
  await assert.rejects(connected, (error) => error.code === 401);
  assert.ok(responses.length > 0);
  for (const response of responses) {
    assert.equal(response.status, 401);
    assert.equal(response.headers.get('www-authenticate'), 'Bearer');
  }
});
