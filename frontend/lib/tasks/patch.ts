import type { Priority, Task, TaskPatch } from "@/lib/api/tasks";

/** The priorities, in words. */
export const PRIORITIES: { value: Priority; label: string }[] = [
  { value: "p1", label: "P1 · most urgent" },
  { value: "p2", label: "P2" },
  { value: "p3", label: "P3" },
  { value: "p4", label: "P4 · default" },
];

/** What a form of a task's fields changes about it. An emptied field is `null`. */
export function patchOf(task: Task, form: FormData): TaskPatch {
  const text = (name: string) => String(form.get(name) ?? "");
  const patch: TaskPatch = {};
  const title = text("title").trim();
  if (title !== task.title) patch.title = title;
  // Forms send line breaks as CRLF.
  const notes = text("notes").replaceAll("\r\n", "\n");
  if (notes !== (task.notes ?? "")) patch.notes = notes || null;
  const due = text("due");
  if (due !== (task.due ?? "")) patch.due = due || null;
  const priority = PRIORITIES.find(({ value }) => value === text("priority"))?.value;
  if (priority && priority !== task.priority) patch.priority = priority;
  return patch;
}
