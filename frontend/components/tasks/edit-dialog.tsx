"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { CONTROL, Field } from "@/components/ui/field";
import { Modal } from "@/components/ui/modal";
import { ApiError } from "@/lib/api/client";
import type { Task } from "@/lib/api/tasks";
import { dueParts } from "@/lib/dates";
import { patchOf, PRIORITIES } from "@/lib/tasks/patch";
import { useUpdateTask } from "@/lib/tasks/use-task-changes";

/** Every field of a task. It stays open until the server took the change, and shows what it refused by field. */
export function EditDialog({ task, onClose }: { task: Task; onClose: () => void }) {
  const update = useUpdateTask();
  const due = dueParts(task.due);
  const [errors, setErrors] = useState<Record<string, string>>({});

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const patch = patchOf(task, new FormData(event.currentTarget));
    if (Object.keys(patch).length === 0) return onClose();
    setErrors({});
    update.mutate(
      { task, patch },
      {
        onSuccess: onClose,
        onError: (error) => setErrors(error instanceof ApiError ? error.fields : {}),
      },
    );
  }

  return (
    <Modal onClose={onClose} title={`Edit task #${task.id}`}>
      <form onSubmit={submit} className="space-y-4.5" noValidate>
        <Field label="Title" error={errors.title}>
          {(control) => <input {...control} name="title" defaultValue={task.title} className={CONTROL} />}
        </Field>
        <Field label="Notes" error={errors.notes}>
          {(control) => (
            <textarea {...control} name="notes" rows={4} defaultValue={task.notes} className={`${CONTROL} resize-y leading-relaxed`} />
          )}
        </Field>
        <div className="grid gap-4.5 sm:grid-cols-2">
          <Field label="Priority" error={errors.priority}>
            {(control) => (
              <select {...control} name="priority" defaultValue={task.priority} className={CONTROL}>
                {PRIORITIES.map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label="Project" error={errors.project}>
            {(control) => <input {...control} name="project" defaultValue={task.project} className={CONTROL} />}
          </Field>
          <Field label="Due" error={errors.due}>
            {(control) => <input {...control} type="date" name="due" defaultValue={due.date} className={CONTROL} />}
          </Field>
          <Field label="Time">
            {(control) => <input {...control} type="time" name="due_time" defaultValue={due.time} className={CONTROL} />}
          </Field>
        </div>
        <Field label="Tags, separated by commas" error={errors.tags}>
          {(control) => <input {...control} name="tags" defaultValue={task.tags?.join(", ")} className={CONTROL} />}
        </Field>
        <p role="alert" className="text-sm text-danger empty:hidden">
          {update.isError && Object.keys(errors).length === 0 ? update.error.message : ""}
        </p>
        <div className="flex justify-end gap-2 pt-1">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={update.isPending}>
            {update.isPending ? "Saving…" : "Save"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
