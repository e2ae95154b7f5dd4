import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { after, test } from "node:test";
import { addresses, call, processes, required, runs, signIn, signUp, start, startReady } from "./platform.mjs";

const state = required("LIFECYCLE_STATE");
const NAMES = ["chat", "mcp", "postgres", "tasks", "web"];
let up;
let person;

after(async () => {
  up?.child.kill("SIGTERM");
  await up?.ended;
  await rm(state, { recursive: true, force: true });
});

async function stop(signal) {
  const pids = Object.values(processes(state));
  up.child.kill(signal);
  const end = await up.ended;
  assert.deepEqual(end, { code: 0, signal: null }, up.output());
  assert.equal(addresses(state), undefined);
  assert.deepEqual(pids.filter(runs), []);
}

test("FR-510 up brings everything up and writes the addresses", async () => {
  up = await startReady(state);
  assert.deepEqual(Object.keys(up.addresses).sort(), ["chat", "database_url", "mcp", "tasks", "web"]);
  assert.deepEqual(Object.keys(processes(state)).sort(), NAMES);
  let token;
  ({ person, token } = await signUp(up.addresses.web));
  await call(`${up.addresses.tasks}/api/tasks`, token, { method: "POST", body: { title: "Outlive a restart" }, status: 201 });
  for (const part of [up.addresses.web, up.addresses.mcp, "curl ", "inspector"]) assert.ok(up.output().includes(part), up.output());
});

test("FR-512 a second up says where the first is and changes nothing", async () => {
  const before = processes(state);
  const second = start(state);
  assert.equal((await second.ended).code, 1);
  assert.match(second.output(), new RegExp(`already running \\(pid ${up.child.pid}\\): page at ${up.addresses.web}`));
  assert.deepEqual(processes(state), before);
  assert.deepEqual(addresses(state), up.addresses);
  assert.equal((await fetch(`${up.addresses.web}/api/auth/jwks`)).status, 200);
});

test("FR-510 SIGTERM stops what up started, and nothing else", async () => {
  const stranger = spawn("sleep", ["60"]);
  await stop("SIGTERM");
  assert.ok(runs(stranger.pid));
  stranger.kill();
});

test("FR-511 data and accounts survive a restart", async () => {
  up = await startReady(state);
  const token = await signIn(up.addresses.web, person);
  const { tasks } = await call(`${up.addresses.tasks}/api/tasks`, token);
  assert.deepEqual(tasks.map(({ title }) => title), ["Outlive a restart"]);
});

test("FR-510 what a killed up left behind is ended by the next, and SIGINT stops that", async () => {
  const left = Object.values(processes(state));
  up.child.kill("SIGKILL");
  await up.ended;
  assert.ok(left.every(runs));
  up = await startReady(state);
  assert.deepEqual(left.filter(runs), []);
  await signIn(up.addresses.web, person);
  await stop("SIGINT");
});

test("FR-511 --fresh starts over", async () => {
  up = await startReady(state, "--fresh");
  await assert.rejects(signIn(up.addresses.web, person), /sign-in: 401/);
  await signUp(up.addresses.web);
  await stop("SIGHUP");
  assert.ok(existsSync(state));
});
