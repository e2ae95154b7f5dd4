import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const CONTRACT = new URL("../../../specs/002-mcp-tools/contracts/tools.json", import.meta.url);

/** The tools of the contract, in its order. */
export const TOOLS = JSON.parse(readFileSync(CONTRACT, "utf8")).tools.map(({ name }) => name);

/**
 * Calls every tool of the contract through `call(name, parameters)`, which gives the structured content of the answer.
 * Ids are counted by person: this person has no task yet.
 */
export async function callEveryTool(call) {
  const called = new Set();
  const use = (name, parameters) => {
    called.add(name);
    return call(name, parameters);
  };
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
  assert.deepEqual([...called].sort(), [...TOOLS].sort());
}
