"use client";

import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { createTask, deleteTask, setCompleted, type Task, type TaskPatch, type Understanding, updateTask, type Written } from "@/lib/api/tasks";
import { attempt, forgetAttempts } from "@/lib/attempts";
import { applyPatch, appendTask, placeholder, type TaskPages } from "./cache";
import { offerUndo } from "./undo";
import { changeEverywhere, rememberAdded, TASKS_KEY } from "./use-tasks";

/** The key of every change of a task. */
export const CHANGE_KEY = ["task-change"] as const;

interface Shown<Placeholder> {
  before: ReturnType<QueryClient["getQueriesData"]>;
  placeholder: Placeholder;
}

/**
 * A change that shows at once, and can be undone from the message that tells of it. When the server refuses it, the lists go
 * back to what they were and a message says why; either way the server has the last word once no other change is on its way.
 */
function useChange<Input, Result, Placeholder = void>(settings: {
  send: (input: Input) => Promise<Written<Result>>;
  show: (queryClient: QueryClient, input: Input) => Placeholder;
  confirm?: (queryClient: QueryClient, result: Result, placeholder: Placeholder) => void;
  /** What was done, and to what. */
  done: (input: Input, result: Result) => [words: string, title: string];
  /** What was not done, unless whoever asked for it says so. */
  refusal?: (input: Input) => string | undefined;
}) {
  const queryClient = useQueryClient();
  return useMutation<Written<Result>, Error, Input, Shown<Placeholder>>({
    mutationKey: CHANGE_KEY,
    mutationFn: settings.send,
    onMutate: async (input) => {
      await queryClient.cancelQueries({ queryKey: TASKS_KEY });
      const before = queryClient.getQueriesData({ queryKey: TASKS_KEY });
      return { before, placeholder: settings.show(queryClient, input) };
    },
    onSuccess: ({ result, sequence }, input, shown) => {
      settings.confirm?.(queryClient, result, shown.placeholder);
      if (sequence === undefined) return;
      const [words, title] = settings.done(input, result);
      offerUndo(queryClient, { id: sequence, words }, title);
    },
    onError: (error, input, shown) => {
      for (const [key, data] of shown?.before ?? []) queryClient.setQueryData(key, data);
      const refusal = settings.refusal?.(input);
      if (refusal) toast.error(refusal, { description: error.message });
    },
    // Whoever waits for the change does not wait for the lists.
    onSettled: () => {
      if (queryClient.isMutating({ mutationKey: CHANGE_KEY }) === 1) void refresh(queryClient);
    },
  });
}

async function refresh(queryClient: QueryClient): Promise<void> {
  try {
    await queryClient.invalidateQueries({ queryKey: TASKS_KEY }, { throwOnError: true });
    forgetAttempts();
  } catch {
    // The list says that it could not be loaded.
  }
}

/** A line that becomes a task. */
export interface NewLine {
  line: string;
  key: string;
  /** What is known of what it says. */
  understood?: Understanding;
}

/** Adds a task. */
export function useAddTask() {
  return useChange({
    send: ({ line, key }: NewLine) => createTask({ text: line }, key),
    show: (queryClient, { line, understood }) => {
      const shown = placeholder(understood ?? { title: line });
      for (const status of ["all", "pending"]) {
        queryClient.setQueryData<TaskPages>([...TASKS_KEY, "list", status], (pages) => pages && appendTask(pages, shown));
      }
      return shown.id;
    },
    // Loading a further page may take the place of the refresh that would show the server's task.
    confirm: (queryClient, task, id) => {
      changeEverywhere(queryClient, id, () => task);
      rememberAdded(queryClient, task);
    },
    done: (_input, { id, title }) => [`#${id} was added`, title],
  });
}

/** Ticks or unticks a task. */
export function useSetCompleted() {
  return useChange({
    send: ({ task: { id }, completed }: { task: Task; completed: boolean }) =>
      attempt(`${completed ? "complete" : "reopen"} ${id}`, (key) => setCompleted(id, completed, key)),
    show: (queryClient, { task, completed }) => changeEverywhere(queryClient, task.id, (shown) => ({ ...shown, completed })),
    done: ({ completed }, { id, title }) => [`#${id} was ${completed ? "completed" : "reopened"}`, title],
    refusal: ({ task, completed }) => `#${task.id} was not ${completed ? "completed" : "reopened"}`,
  });
}

/** An edit of a task. */
export interface Edit {
  task: Task;
  patch: TaskPatch;
  /** The state that the person saw. */
  etag: string;
  key: string;
  /** Whether the form is still there, to show what is refused. */
  isShown: () => boolean;
}

/** Edits a task. */
export function useUpdateTask() {
  return useChange({
    send: ({ task, patch, etag, key }: Edit) => updateTask(task.id, patch, etag, key),
    show: (queryClient, { task, patch }) => changeEverywhere(queryClient, task.id, (shown) => applyPatch(shown, patch)),
    done: (_input, { id, title }) => [`#${id} was changed`, title],
    refusal: ({ task, isShown }) => (isShown() ? undefined : `#${task.id} was not changed`),
  });
}

/** Deletes a task. */
export function useDeleteTask() {
  return useChange({
    send: ({ id }: Task) => attempt(`delete ${id}`, (key) => deleteTask(id, key)),
    show: (queryClient, { id }) => changeEverywhere(queryClient, id, () => undefined),
    done: ({ id, title }) => [`#${id} was deleted`, title],
    refusal: ({ id }) => `#${id} was not deleted`,
  });
}
