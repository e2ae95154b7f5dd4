// `node mortal.mjs COMMAND…` runs a command whose MCP_URL meets, for each request, a process of mcp that has seen no
// other and is killed after its answer (FR-242).
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { freePort, openGate, startMcp } from "./mcp.mjs";

let killed = 0;
let turn = Promise.resolve();

/** One request in the whole life of a process. */
async function live(pass) {
  const { port, end } = await startMcp();
  try {
    await pass(port);
  } finally {
    await end();
    killed += 1;
  }
}

const gate = await openGate(await freePort(), (pass) => {
  const mine = turn.then(() => live(pass));
  turn = mine.catch(() => {});
  return mine;
});
const [program, ...parameters] = process.argv.slice(2);
const child = spawn(program, parameters, { env: { ...process.env, MCP_URL: gate.url }, stdio: "inherit" });
const code = await new Promise((resolve) => child.on("close", resolve));
await gate.close();
console.log(`${killed} requests, each to a process of its own`);
assert.equal(code, 0);
assert.ok(killed >= 10, "the client did not go through the gate");
