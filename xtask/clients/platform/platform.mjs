import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** @param {string} name */
export function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run this through \`cargo xtask test\``);
  return value;
}

/** Repeats a question until its answer is truthy. */
export async function eventually(what, ask, patience = 60_000) {
  const deadline = Date.now() + patience;
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${patience / 1000} s`);
    await sleep(50);
  }
}

/** Whether a process runs; one that only waits to be collected does not. */
export function runs(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    if (existsSync("/proc/self")) return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The processes that a running `up` says it started: name to pid. */
export function processes(state) {
  const entries = JSON.parse(readFileSync(join(state, "processes.json"), "utf8"));
  return Object.fromEntries(entries.map(({ name, id }) => [name, id]));
}

/** The addresses of a running `up`, or undefined. */
export function addresses(state) {
  const file = join(state, "addresses.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** Starts `up` with a state folder of its own. */
export function start(state, ...options) {
  const child = spawn(required("XTASK"), ["up", "--state", state, ...options], { stdio: ["ignore", "pipe", "pipe"] });
  const output = [];
  child.stdout.on("data", (chunk) => output.push(chunk));
  child.stderr.on("data", (chunk) => output.push(chunk));
  const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve({ code, signal })));
  return { child, ended, output: () => Buffer.concat(output).toString() };
}

/** Starts it and waits until it says that all is ready: an addresses file alone could be that of a killed run. */
export async function startReady(state, ...options) {
  const up = start(state, ...options);
  await eventually("the platform", async () => up.child.exitCode !== null || /Ctrl-C/.test(up.output()), 600_000);
  if (up.child.exitCode !== null) throw new Error(`up ended early:\n${up.output()}`);
  return { ...up, addresses: addresses(state) };
}

const PASSWORD = "correct horse battery";

/** Creates an account and returns what signs it in again. */
export async function signUp(web) {
  const person = { name: "Ada Lovelace", email: `${randomUUID()}@example.com`, password: PASSWORD };
  const token = await tokenFrom(web, "sign-up", person);
  return { person, token };
}

/** A session token for somebody who has an account. */
export async function signIn(web, { email, password }) {
  return tokenFrom(web, "sign-in", { email, password });
}

async function tokenFrom(web, way, body) {
  const answer = await fetch(`${web}/api/auth/${way}/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: web },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${way}: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers.getSetCookie().map((entry) => entry.split(";")[0]).join("; ");
  const { token } = await (await fetch(`${web}/api/auth/token`, { headers: { cookie } })).json();
  return token;
}

/** A request with a token; fails on any other status than the expected. */
export async function call(url, token, { method = "GET", body, status = 200 } = {}) {
  const answer = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  if (answer.status !== status) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}
