import type { Priority, Task, TaskPatch } from "@/lib/api/tasks";
import { dueParts } from "@/lib/dates";

/** The fields of a task as a form has them: all texts. */
export type TaskFields = Record<"title" | "notes" | "priority" | "project" | "due" | "due_time" | "tags", string>;

/** The priorities, in words. */
export const PRIORITIES: { value: Priority; label: string }[] = [
  { value: "p1", label: "P1 · most urgent" },
  { value: "p2", label: "P2" },
  { value: "p3", label: "P3" },
  { value: "p4", label: "P4 · default" },
];

/** A task's fields as a form shows them. */
export function fieldsOf(task: Task): TaskFields {
  const { date, time } = dueParts(task.due);
  const { title, notes = "", priority, project, tags = [] } = task;
  return { title, notes, priority, project, due: date, due_time: time, tags: tags.join(", ") };
}

/** What a form of a task's fields changes about it. An emptied field is `null`. */
export function patchOf(task: Task, fields: TaskFields): TaskPatch {
  const patch: TaskPatch = {};
  const title = fields.title.trim();
  if (title !== task.title) patch.title = title;
  if (fields.notes !== (task.notes ?? "")) patch.notes = fields.notes || null;
  const due = fields.due;
  const time = due && fields.due_time;
  const before = dueParts(task.due);
  if (due !== before.date || time !== before.time) {
    // A time stays in the zone that it was given in.
    const zone = time && task.due?.match(/\[.+]$/)?.[0];
    patch.due = (time ? `${due}T${time}${zone ?? ""}` : due) || null;
  }
  const tags = fields.tags.split(",").map((tag) => tag.trim()).filter(Boolean);
  if (tags.join() !== (task.tags ?? []).join()) patch.tags = tags;
  const project = fields.project.trim();
  if (project !== task.project) patch.project = project || null;
  const priority = PRIORITIES.find(({ value }) => value === fields.priority)?.value;
  if (priority && priority !== task.priority) patch.priority = priority;
  return patch;
}

// A day and its time are one thing.
const PARTS: (keyof TaskFields)[][] = [["title"], ["notes"], ["priority"], ["project"], ["due", "due_time"], ["tags"]];

/** A form over another state of its task: what the person touched stays, everything else is as it is there. */
export function rebase(fields: TaskFields, base: Task, other: Task): TaskFields {
  const [before, after] = [fieldsOf(base), fieldsOf(other)];
  const moved = { ...fields };
  for (const part of PARTS) {
    if (part.some((name) => fields[name] !== before[name])) continue;
    for (const name of part) moved[name] = after[name];
  }
  return moved;
}

/** Something that is not as it was, and what it is now. */
export interface Difference {
  label: string;
  value: string;
}

/** What a person can see of the difference between two states of a task. */
export function differencesOf(base: Task, other: Task): Difference[] {
  const of = (task: Task): Difference[] => {
    const { title, notes, priority, project, due, due_time, tags } = fieldsOf(task);
    return [
      { label: "Title", value: title },
      { label: "Notes", value: notes },
      { label: "Priority", value: priority.toUpperCase() },
      { label: "Project", value: project },
      { label: "Due", value: [due, due_time].filter(Boolean).join(", ") },
      { label: "Tags", value: tags },
      { label: "Completed", value: task.completed ? "yes" : "no" },
    ];
  };
  const before = of(base);
  return of(other).filter(({ value }, index) => value !== before[index]?.value);
}
