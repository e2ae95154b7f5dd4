import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { call, required, signUp } from "./platform.mjs";

const [migrate, web, tasks, chat] = ["MIGRATE", "WEB_URL", "TASKS_URL", "CHAT_URL"].map(required);

/** Runs `migrate smoke` with these addresses and nothing else of the environment. */
function smoke(addresses) {
  const env = { WEB_URL: web, TASKS_URL: tasks, CHAT_URL: chat, ...addresses };
  return new Promise((resolve) => {
    execFile(migrate, ["smoke"], { env }, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }));
  });
}

test("FR-823 the smoke test signs up, chats and finds the task", async () => {
  const { code, stdout, stderr } = await smoke();
  assert.equal(code, 0, stderr);
  assert.match(stdout, /signed up at .*\nthe chat answered: .*\nthe task is in the list\nsmoke: sign-up, chat and list work\n$/);
});

test("FR-823 the smoke test says which part does not work", async () => {
  const lost = await smoke({ CHAT_URL: tasks });
  assert.equal(lost.code, 1);
  assert.match(lost.stderr, /^migrate: chat: http:\S+\/api\/chat answered 404/);
  const unset = await smoke({ WEB_URL: "", TASKS_URL: "here" });
  assert.match(unset.stderr, /WEB_URL: not set; .*\n {2}TASKS_URL: not a URL/);
});

test("FR-823 the smoke test needs no other account", async () => {
  const { token } = await signUp(web);
  await smoke();
  assert.deepEqual((await call(`${tasks}/api/tasks`, token)).tasks, []);
});
