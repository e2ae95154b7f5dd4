import type { InfiniteData } from "@tanstack/react-query";
import type { Task, TaskPage, TaskPatch, TaskStatus, Understanding } from "@/lib/api/tasks";

/** A list as the page holds it: the pages loaded so far. */
export type TaskPages = InfiniteData<TaskPage, unknown>;

/** Whether a task belongs in a list. */
export function matches(task: Task, status: TaskStatus): boolean {
  return status === "all" || task.completed === (status === "completed");
}

/** The tasks of all loaded pages that belong in the list, each once. */
export function tasksOf(pages: TaskPages | undefined, status: TaskStatus): Task[] {
  const tasks = new Map<number, Task>();
  for (const page of pages?.pages ?? []) {
    for (const task of page.tasks) if (matches(task, status)) tasks.set(task.id, task);
  }
  return [...tasks.values()];
}

/** The pages with one task changed; the same pages when it is not in them. */
export function replaceTask(pages: TaskPages | undefined, id: number, change: (task: Task) => Task | undefined) {
  if (!pages?.pages.some((page) => page.tasks.some((task) => task.id === id))) return pages;
  return {
    ...pages,
    pages: pages.pages.map((page) => ({
      ...page,
      tasks: page.tasks.flatMap((task) => (task.id === id ? (change(task) ?? []) : task)),
    })),
  };
}

/** The pages with a task at the end, where the highest id belongs. */
export function appendTask(pages: TaskPages | undefined, task: Task): TaskPages {
  const [...rest] = pages?.pages ?? [];
  const last = rest.pop() ?? { tasks: [] };
  return {
    pageParams: pages?.pageParams ?? [undefined],
    pages: [...rest, { ...last, tasks: [...last.tasks, task] }],
  };
}

/** A task as it will look once the server has taken the patch. */
export function applyPatch(task: Task, patch: TaskPatch): Task {
  const { title = task.title, project = task.project, ...rest } = { ...task, ...patch };
  // What is empty is absent in a task.
  const fields = Object.entries(rest).filter(([, value]) => value !== null && value !== "" && !(Array.isArray(value) && value.length === 0));
  return { ...(Object.fromEntries(fields) as Task), title: title.trim(), project: project ?? "Inbox" };
}

// Below every id that the server gives out.
let placeholderId = 0;

/** A task as it is shown until the server has taken it. */
export function placeholder({ title, notes, tags, due, priority, project }: Pick<Understanding, "title"> & Partial<Understanding>): Task {
  const now = new Date().toISOString();
  placeholderId -= 1;
  return {
    id: placeholderId,
    title: title.trim(),
    ...(notes ? { notes } : {}),
    ...(tags ? { tags } : {}),
    ...(due ? { due } : {}),
    priority: priority ?? "p4",
    project: project ?? "Inbox",
    position: Number.MAX_SAFE_INTEGER,
    completed: false,
    created_at: now,
    updated_at: now,
  };
}
