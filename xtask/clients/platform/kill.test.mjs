import assert from "node:assert/strict";
import { test } from "node:test";
import { call, eventually, processes, required, signUp } from "./platform.mjs";

const [web, tasks, chat, state] = ["WEB_URL", "TASKS_URL", "CHAT_URL", "PLATFORM_STATE"].map(required);
const mcp = new URL(required("MCP_URL")).origin;
const ORIGINS = { tasks, mcp, chat };

/** Ends a function without warning and waits until it is there again. */
async function kill(name) {
  const before = processes(state)[name];
  process.kill(before, "SIGKILL");
  await eventually(`${name} again`, async () => {
    const replaced = processes(state)[name] !== before;
    return replaced && (await fetch(`${ORIGINS[name]}/health/readiness`)).ok;
  });
}

test("FR-302 killing any function between two requests changes nothing in a conversation", async () => {
  const { token } = await signUp(web);
  let conversation;
  const say = async (message) => {
    const body = { message, ...(conversation && { conversation_id: conversation }) };
    const answer = await call(`${chat}/api/chat`, token, { method: "POST", body });
    conversation ??= answer.conversation_id;
    assert.equal(answer.conversation_id, conversation);
    return answer;
  };
  const titles = async () => (await call(`${tasks}/api/tasks`, token)).tasks.map(({ title }) => title.toLowerCase());

  await say("Add a task to buy groceries");
  assert.deepEqual(await titles(), ["buy groceries"]);
  await kill("chat");
  await say("Add a task to call mom");
  await kill("mcp");
  await say("Add a task to pay bills");
  await kill("tasks");
  assert.deepEqual((await titles()).sort(), ["buy groceries", "call mom", "pay bills"]);
  for (const name of Object.keys(ORIGINS)) await kill(name);
  await say("Mark task 1 as complete");
  const done = await call(`${tasks}/api/tasks?status=completed`, token);
  assert.deepEqual(done.tasks.map(({ id }) => id), [1]);
  const listed = await call(`${chat}/api/conversations`, token);
  assert.equal(listed.conversations.length, 1);
});
