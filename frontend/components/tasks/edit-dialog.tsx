"use client";

import type { FormEvent } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { CONTROL, Field } from "@/components/ui/field";
import { Modal } from "@/components/ui/modal";
import type { Task } from "@/lib/api/tasks";
import { PRIORITIES, type TaskFields } from "@/lib/tasks/fields";
import { useEdit } from "@/lib/tasks/use-edit";
import { EditConflict } from "./edit-conflict";

interface EditDialogProps {
  task: Task;
  onClose: () => void;
  /** Opens it again for this task. */
  onReopen: (task: Task) => void;
}

/**
 * Every field of a task. It stays open until the server took the change, and shows what it refused by field. Whoever leaves
 * it otherwise finds what they typed when they come back.
 */
export function EditDialog({ task, onClose, onReopen }: EditDialogProps) {
  const edit = useEdit(task, onClose);
  const { fields, theirs, problem } = edit;
  const control = (name: keyof TaskFields) => ({
    name,
    value: fields[name],
    onChange: ({ target }: { target: { value: string } }) => edit.setField(name, target.value),
    className: CONTROL,
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!edit.isSaving) void edit.save();
  }

  function leave() {
    if (!edit.leave()) return;
    const action = { label: "Continue", onClick: () => onReopen(task) };
    toast(`Your changes to #${task.id} are not saved`, { description: "They are kept in this tab.", action });
  }

  return (
    <Modal onClose={leave} title={`Edit task #${task.id}`}>
      <form onSubmit={submit} className="space-y-4.5" noValidate>
        {edit.isOld && edit.isDirty && !theirs && (
          <p role="status" className="rounded-lg bg-warm-soft px-3 py-2 text-sm">
            These are your changes from before. They are not saved yet; Cancel discards them.
          </p>
        )}
        {theirs && <EditConflict theirs={theirs} onTake={edit.discard} />}
        <Field label="Title" error={problem?.fields.title}>
          {(described) => <input {...described} {...control("title")} />}
        </Field>
        <Field label="Notes" error={problem?.fields.notes}>
          {(described) => <textarea {...described} {...control("notes")} rows={4} className={`${CONTROL} resize-y leading-relaxed`} />}
        </Field>
        <div className="grid gap-4.5 sm:grid-cols-2">
          <Field label="Priority" error={problem?.fields.priority}>
            {(described) => (
              <select {...described} {...control("priority")}>
                {PRIORITIES.map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label="Project" error={problem?.fields.project}>
            {(described) => <input {...described} {...control("project")} />}
          </Field>
          <Field label="Due" error={problem?.fields.due}>
            {(described) => <input {...described} {...control("due")} type="date" />}
          </Field>
          <Field label="Time">{(described) => <input {...described} {...control("due_time")} type="time" />}</Field>
        </div>
        <Field label="Tags, separated by commas" error={problem?.fields.tags}>
          {(described) => <input {...described} {...control("tags")} />}
        </Field>
        <p role="alert" className="text-sm text-danger empty:hidden">
          {problem?.message}
        </p>
        <div className="sticky -bottom-6 -mx-6 -mb-6 flex justify-end gap-2 border-t border-line bg-surface px-6 py-4">
          <Button onClick={edit.discard}>Cancel</Button>
          <Button type="submit" look="primary" disabled={edit.isSaving}>
            {edit.isSaving ? "Saving…" : theirs ? "Save mine" : "Save"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
