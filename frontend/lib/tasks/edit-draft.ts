import type { Task } from "@/lib/api/tasks";
import { draftNames, readDraft, writeDraft } from "@/lib/drafts/store";
import type { Difference, TaskFields } from "./fields";

/** An edit that was not saved. */
export interface EditDraft {
  fields: TaskFields;
  /** The state of the task that it changes. */
  task: Task;
  etag?: string;
  /** What was done to the task elsewhere since the edit began. */
  theirs?: Difference[];
  /** The try that may have been carried out: what it sent, and under which key. */
  sent?: { content: string; key: string };
  /** Whether the person was at it when the page went. */
  isOpen: boolean;
}

const PREFIX = "edit-";

/** The unsaved edit of a task, if there is one. */
export function readEdit(account: string, id: number): EditDraft | undefined {
  const text = readDraft(account, PREFIX + id);
  return text === "" ? undefined : JSON.parse(text);
}

/** Keeps an edit; `undefined` forgets it. */
export function writeEdit(account: string, id: number, draft: EditDraft | undefined): void {
  writeDraft(account, PREFIX + id, draft ? JSON.stringify(draft) : "");
}

/** The task that the person was editing when the page went. */
export function editedTask(account: string): Task | undefined {
  for (const name of draftNames(account, PREFIX)) {
    const draft = readEdit(account, Number(name.slice(PREFIX.length)));
    if (draft?.isOpen) return draft.task;
  }
  return undefined;
}
