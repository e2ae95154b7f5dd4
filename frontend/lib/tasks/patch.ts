import type { Priority, Task, TaskPatch } from "@/lib/api/tasks";
import { dueParts } from "@/lib/dates";

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
  const time = due && text("due_time");
  const before = dueParts(task.due);
  if (due !== before.date || time !== before.time) {
    // A time stays in the zone that it was given in.
    const zone = time && task.due?.match(/\[.+]$/)?.[0];
    patch.due = (time ? `${due}T${time}${zone ?? ""}` : due) || null;
  }
  const tags = text("tags").split(",").map((tag) => tag.trim()).filter(Boolean);
  if (tags.join() !== (task.tags ?? []).join()) patch.tags = tags;
  const project = text("project").trim();
  if (project !== task.project) patch.project = project || null;
  const priority = PRIORITIES.find(({ value }) => value === text("priority"))?.value;
  if (priority && priority !== task.priority) patch.priority = priority;
  return patch;
}
