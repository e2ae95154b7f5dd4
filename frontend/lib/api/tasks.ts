import { request } from "./client";
import type { components, operations } from "./tasks.generated";

/** A task. */
export type Task = components["schemas"]["Task"];
/** A task to create. */
export type NewTask = components["schemas"]["NewTask"];
/** A change of one task, as a merge patch. */
export type TaskPatch = components["schemas"]["TaskPatch"];
/** How much a task matters. */
export type Priority = components["schemas"]["Priority"];
/** Which tasks a list shows. */
export type TaskStatus = NonNullable<NonNullable<operations["list_tasks"]["parameters"]["query"]>["status"]>;
/** One page of a list. */
export type TaskPage = components["schemas"]["TaskPage"];

// A change that is on its way is not lost when the person leaves the page.
const CHANGE = { keepalive: true } as const;

/** One page of the person's tasks. */
export async function listTasks(status: TaskStatus, cursor: string | undefined, signal: AbortSignal): Promise<TaskPage> {
  const query = new URLSearchParams({ status, ...(cursor === undefined ? {} : { cursor }) });
  const response = await request(`/api/tasks?${query}`, { signal });
  return response.json();
}

/** Creates a task. */
export async function createTask(task: NewTask): Promise<Task> {
  const response = await request("/api/tasks", { ...CHANGE, method: "POST", json: task });
  return response.json();
}

/** Changes a task's fields. */
export async function updateTask(id: number, patch: TaskPatch): Promise<Task> {
  const response = await request(`/api/tasks/${id}`, { ...CHANGE, method: "PATCH", json: patch });
  return response.json();
}

/** Ticks a task, or unticks it. */
export async function setCompleted(id: number, completed: boolean): Promise<Task> {
  const response = await request(`/api/tasks/${id}/${completed ? "complete" : "reopen"}`, { ...CHANGE, method: "POST" });
  return response.json();
}

/** Deletes a task. */
export async function deleteTask(id: number): Promise<void> {
  await request(`/api/tasks/${id}`, { ...CHANGE, method: "DELETE" });
}

/** Brings a deleted task back. */
export async function restoreTask(id: number): Promise<Task> {
  const response = await request(`/api/tasks/${id}/restore`, { ...CHANGE, method: "POST" });
  return response.json();
}

/** Takes back the change that an event belongs to. */
export async function undoChange(sequence: number): Promise<void> {
  await request("/api/undo", { ...CHANGE, method: "POST", json: { sequence } });
}
