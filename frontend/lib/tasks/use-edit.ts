"use client";

import { use, useEffect, useEffectEvent, useRef, useState } from "react";
import { ApiError } from "@/lib/api/client";
import { getTask, type Task, type TaskPatch, type Version } from "@/lib/api/tasks";
import { newKey } from "@/lib/api/write";
import { AccountContext } from "@/lib/drafts/use-draft";
import { applyPatch } from "./cache";
import { type EditDraft, readEdit, writeEdit } from "./edit-draft";
import { differencesOf, fieldsOf, patchOf, rebase, type TaskFields } from "./fields";
import { useUpdateTask } from "./use-task-changes";

/** Why an edit was not saved. */
export interface EditProblem {
  message: string;
  /** By field; then there is no message. */
  fields: Record<string, string>;
}

const GONE = "This task was deleted elsewhere meanwhile. What you typed is still here.";

function isDirty({ task, fields }: EditDraft): boolean {
  return Object.keys(patchOf(task, fields)).length > 0;
}

function problemOf(error: unknown): EditProblem {
  if (!(error instanceof ApiError)) return { message: String(error), fields: {} };
  const message = error.problem.status === 404 ? GONE : error.message;
  return Object.keys(error.fields).length > 0 ? { message: "", fields: error.fields } : { message, fields: {} };
}

/** Whether a state of the task is what an earlier try made of it, whose answer was lost. */
function isOwn(now: Task, before: Task, sent: EditDraft["sent"]): boolean {
  if (!sent) return false;
  const [, patch] = JSON.parse(sent.content) as [etag: string, patch: TaskPatch];
  return differencesOf(applyPatch(before, patch), now).length === 0;
}

/**
 * The edit of a task. It is kept until it is saved or discarded, changes only what the person touched, and is never saved
 * over a state of the task that they did not see.
 */
export function useEdit(shown: Task, onDone: () => void) {
  const account = use(AccountContext);
  const [kept] = useState(() => readEdit(account, shown.id));
  const [draft, setDraft] = useState<EditDraft>(() => ({ task: shown, fields: fieldsOf(shown), ...kept, isOpen: true }));
  const [problem, setProblem] = useState<EditProblem>();
  const [isLoading, setLoading] = useState(false);
  const update = useUpdateTask();
  // What is typed while an answer is awaited counts when it comes.
  const latest = useRef(draft);
  const isShown = useRef(false);

  function keep(next: EditDraft): EditDraft {
    latest.current = next;
    setDraft(next);
    writeEdit(account, shown.id, isDirty(next) ? next : undefined);
    return next;
  }

  /** Goes on from another state of the task; tells what is other there, if that matters to what was typed. */
  function meet({ task, etag }: Version, isChanged: boolean): boolean {
    const differences = differencesOf(latest.current.task, task);
    const matters = isChanged || (isDirty(latest.current) && differences.length > 0);
    const { fields, task: base, theirs } = latest.current;
    keep({ ...latest.current, task, etag, fields: rebase(fields, base, task), theirs: matters ? differences : theirs });
    return matters;
  }

  // The list does not say in which state of the task it is.
  const load = useEffectEvent(async () => {
    // What was left before is open again.
    keep(latest.current);
    if (latest.current.etag !== undefined) return;
    const version = await getTask(shown.id).catch(() => undefined);
    if (version && isShown.current && latest.current.etag === undefined) meet(version, false);
  });
  useEffect(() => {
    isShown.current = true;
    void load();
    return () => {
      isShown.current = false;
    };
  }, []);

  async function send({ task, etag = "", fields, sent }: EditDraft): Promise<void> {
    const patch = patchOf(task, fields);
    if (Object.keys(patch).length === 0) return discard();
    const content = JSON.stringify([etag, patch]);
    const key = sent?.content === content ? sent.key : newKey();
    keep({ ...latest.current, sent: { content, key } });
    const edit = { task, patch, etag, key, isShown: () => isShown.current };
    try {
      const { result } = await update.mutateAsync(edit);
      if (latest.current.fields === fields) discard();
      else keep({ task: result, fields: latest.current.fields, isOpen: latest.current.isOpen });
    } catch (error) {
      if (!(error instanceof ApiError && error.problem.status === 412)) throw error;
      // Whoever left it sees what was changed when they come back to it.
      if (!isShown.current) return;
      const version = await getTask(shown.id);
      if (!isOwn(version.task, task, sent)) return void meet(version, true);
      keep({ ...latest.current, ...version, fields: rebase(latest.current.fields, task, version.task) });
      await send(latest.current);
    }
  }

  async function save(): Promise<void> {
    setProblem(undefined);
    setLoading(true);
    try {
      const isNews = latest.current.etag === undefined && meet(await getTask(shown.id), false);
      if (!isNews) await send(latest.current);
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setLoading(false);
    }
  }

  /** Forgets what was typed. */
  function discard(): void {
    writeEdit(account, shown.id, undefined);
    if (isShown.current) onDone();
  }

  /** Leaves it for later; whether there is something left. */
  function leave(): boolean {
    const hasRest = isDirty(latest.current);
    keep({ ...latest.current, isOpen: false });
    onDone();
    return hasRest;
  }

  return {
    fields: draft.fields,
    setField: (name: keyof TaskFields, value: string) => keep({ ...latest.current, fields: { ...latest.current.fields, [name]: value } }),
    isDirty: isDirty(draft),
    /** Whether it was begun before. */
    isOld: kept !== undefined,
    /** What was done to the task elsewhere meanwhile. */
    theirs: draft.theirs,
    problem,
    isSaving: isLoading,
    save,
    discard,
    leave,
  };
}
