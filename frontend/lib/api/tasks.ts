import { request } from "./client";
import type { components, operations } from "./tasks.generated";
import { write } from "./write";

/** A task. */
export type Task = components["schemas"]["Task"];
/** A task to create. */
export type NewTask = components["schemas"]["NewTask"];
/** What was understood of a line. */
export type Understanding = components["schemas"]["Understanding"];
/** A part of a line that was understood. */
export type Piece = Understanding["pieces"][number];
/** A change of one task, as a merge patch. */
export type TaskPatch = components["schemas"]["TaskPatch"];
/** How much a task matters. */
export type Priority = components["schemas"]["Priority"];
/** Which tasks a list shows. */
export type TaskStatus = NonNullable<NonNullable<operations["list_tasks"]["parameters"]["query"]>["status"]>;
/** One page of a list. */
export type TaskPage = components["schemas"]["TaskPage"];
/** The tasks that an undo changed, as they are now, and those that are gone. */
export type Touched = components["schemas"]["Touched"];

/** A task in one of its states. */
export interface Version {
  task: Task;
  /** The entity tag of this state. */
  etag: string;
}

/** What a change came to. */
export interface Written<T> {
  result: T;
  /** An event of the change, by which it is taken back; none where nothing was changed. */
  sequence?: number;
}

// A change that is on its way is not lost when the person leaves the page.
const CHANGE = { keepalive: true } as const;

/** One page of the person's tasks. */
export async function listTasks(status: TaskStatus, cursor: string | undefined, signal: AbortSignal): Promise<TaskPage> {
  const query = new URLSearchParams({ status, ...(cursor === undefined ? {} : { cursor }) });
  const response = await request(`/api/tasks?${query}`, { signal });
  return response.json();
}

/** A task as it is now. */
export async function getTask(id: number): Promise<Version> {
  const response = await request(`/api/tasks/${id}`);
  return { task: await response.json(), etag: response.headers.get("etag") ?? "" };
}

/** What a line says, without creating anything. An expired session is for whoever writes to find out. */
export async function understandLine(text: string, signal: AbortSignal): Promise<Understanding> {
  const response = await request("/api/tasks?dry_run=true", { method: "POST", json: { text }, signal, stays: true });
  return response.json();
}

/** Creates a task from a line. */
export async function createTask(task: { text: string }, key: string): Promise<Written<Task>> {
  return written(await write("/api/tasks", key, { ...CHANGE, method: "POST", json: task }));
}

/** Changes a task's fields, if it still is in the state of this entity tag. */
export async function updateTask(id: number, patch: TaskPatch, etag: string, key: string): Promise<Written<Task>> {
  return written(await write(`/api/tasks/${id}`, key, { ...CHANGE, method: "PATCH", json: patch, headers: { "if-match": etag } }));
}

/** Ticks a task, or unticks it. */
export async function setCompleted(id: number, completed: boolean, key: string): Promise<Written<Task>> {
  return written(await write(`/api/tasks/${id}/${completed ? "complete" : "reopen"}`, key, { ...CHANGE, method: "POST" }));
}

/** Deletes a task. */
export async function deleteTask(id: number, key: string): Promise<Written<undefined>> {
  const response = await write(`/api/tasks/${id}`, key, { ...CHANGE, method: "DELETE" });
  return { result: undefined, sequence: sequenceOf(response) };
}

/** Takes back the change that an event belongs to, or all that a turn of the assistant did. */
export async function undoChange(id: number | string, key: string): Promise<Touched> {
  const json = typeof id === "number" ? { sequence: id } : { turn_id: id };
  return (await write("/api/undo", key, { ...CHANGE, method: "POST", json })).json();
}

async function written(response: Response): Promise<Written<Task>> {
  return { result: await response.json(), sequence: sequenceOf(response) };
}

function sequenceOf(response: Response): number | undefined {
  const sequence = response.headers.get("todo-sequence");
  return sequence === null ? undefined : Number(sequence);
}
