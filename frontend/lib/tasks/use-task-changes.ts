"use client";

import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { createTask, deleteTask, type NewTask, restoreTask, setCompleted, type Task, type TaskPatch, updateTask } from "@/lib/api/tasks";
import { applyPatch, appendTask, type TaskPages } from "./cache";
import { changeEverywhere, rememberAdded, TASKS_KEY } from "./use-tasks";

/** The key of every change of a task. */
export const CHANGE_KEY = ["task-change"] as const;

const UNDO_MILLISECONDS = 10_000;

interface Shown<Placeholder> {
  before: ReturnType<QueryClient["getQueriesData"]>;
  placeholder: Placeholder;
}

/**
 * A change that shows at once. When the server refuses it, the lists go back to what they were and a message says why;
 * either way the server has the last word once no other change is on its way.
 */
function useChange<Input, Output, Placeholder = void>(settings: {
  send: (input: Input) => Promise<Output>;
  show: (queryClient: QueryClient, input: Input) => Placeholder;
  confirm?: (queryClient: QueryClient, output: Output, placeholder: Placeholder) => void;
  refusal: (input: Input) => string;
}) {
  const queryClient = useQueryClient();
  return useMutation<Output, Error, Input, Shown<Placeholder>>({
    mutationKey: CHANGE_KEY,
    mutationFn: settings.send,
    onMutate: async (input) => {
      await queryClient.cancelQueries({ queryKey: TASKS_KEY });
      const before = queryClient.getQueriesData({ queryKey: TASKS_KEY });
      return { before, placeholder: settings.show(queryClient, input) };
    },
    onSuccess: (output, _input, shown) => settings.confirm?.(queryClient, output, shown.placeholder),
    onError: (error, input, shown) => {
      for (const [key, data] of shown?.before ?? []) queryClient.setQueryData(key, data);
      toast.error(settings.refusal(input), { description: error.message });
    },
    onSettled: () => {
      if (queryClient.isMutating({ mutationKey: CHANGE_KEY }) === 1) {
        return queryClient.invalidateQueries({ queryKey: TASKS_KEY });
      }
    },
  });
}

/** The fields that have a value. */
function withoutNulls<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], null> } {
  const present = Object.entries(fields).filter(([, value]) => value !== null);
  return Object.fromEntries(present) as { [K in keyof T]: Exclude<T[K], null> };
}

// Below every id that the server gives out.
let placeholderId = 0;

function placeholder(task: NewTask): Task {
  const now = new Date().toISOString();
  placeholderId -= 1;
  const position = Number.MAX_SAFE_INTEGER;
  return {
    priority: "p4",
    project: "Inbox",
    position,
    ...withoutNulls(task),
    title: task.title.trim(),
    id: placeholderId,
    completed: false,
    created_at: now,
    updated_at: now,
  };
}

/** Adds a task. */
export function useAddTask() {
  return useChange({
    send: createTask,
    show: (queryClient, task: NewTask) => {
      const shown = placeholder(task);
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
    refusal: ({ title }) => `“${title}” was not added`,
  });
}

/** Ticks or unticks a task. */
export function useSetCompleted() {
  return useChange({
    send: ({ task, completed }: { task: Task; completed: boolean }) => setCompleted(task.id, completed),
    show: (queryClient, { task, completed }) => changeEverywhere(queryClient, task.id, (shown) => ({ ...shown, completed })),
    refusal: ({ task, completed }) => `#${task.id} was not ${completed ? "completed" : "reopened"}`,
  });
}

/** Edits a task. */
export function useUpdateTask() {
  return useChange({
    send: ({ task, patch }: { task: Task; patch: TaskPatch }) => updateTask(task.id, patch),
    show: (queryClient, { task, patch }) => changeEverywhere(queryClient, task.id, (shown) => applyPatch(shown, patch)),
    refusal: ({ task }) => `#${task.id} was not changed`,
  });
}

/** Deletes a task, and offers to bring it back. */
export function useDeleteTask() {
  const restore = useRestoreTask();
  return useChange({
    send: async (task: Task) => {
      await deleteTask(task.id);
      return task;
    },
    show: (queryClient, task) => changeEverywhere(queryClient, task.id, () => undefined),
    confirm: (_queryClient, task) => {
      const action = { label: "Undo", onClick: () => restore.mutate(task) };
      toast(`#${task.id} was deleted`, { description: task.title, action, duration: UNDO_MILLISECONDS });
    },
    refusal: ({ id }) => `#${id} was not deleted`,
  });
}

/** Brings a deleted task back, with the subtasks that were deleted with it. */
function useRestoreTask() {
  return useChange({
    send: (task: Task) => restoreTask(task.id),
    show: () => undefined,
    refusal: ({ id }) => `#${id} was not restored`,
  });
}
