"use client";

import { use, useEffect, useRef, useState } from "react";
import type { Task, TaskStatus } from "@/lib/api/tasks";
import { AccountContext } from "@/lib/drafts/use-draft";
import { editedTask } from "@/lib/tasks/edit-draft";
import { useLiveTasks } from "@/lib/tasks/use-live-tasks";
import { useTasks } from "@/lib/tasks/use-tasks";
import { DeleteDialog } from "./delete-dialog";
import { EditDialog } from "./edit-dialog";
import { QuickAdd } from "./quick-add";
import { StatusFilter } from "./status-filter";
import { TaskList } from "./task-list";

/** The task side of the workspace. */
export function TaskPanel() {
  const account = use(AccountContext);
  const [status, setStatus] = useState<TaskStatus>("all");
  /** The newest task that was added here, as long as it is to be seen. */
  const [added, setAdded] = useState<number>();
  const [editing, setEditing] = useState<Task>();
  const [deleting, setDeleting] = useState<Task>();
  const heading = useRef<HTMLHeadingElement>(null);
  const list = useTasks(status, added);
  useLiveTasks(list.data !== undefined);
  // Back from signing in, or from a reload, the person goes on where they were.
  useEffect(() => setEditing(editedTask(account)), [account]);

  return (
    <section aria-labelledby="tasks-heading" className="flex min-h-0 flex-1 flex-col">
      <div className="space-y-4 px-4 pt-6 pb-4 sm:px-8 lg:pt-8">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h1 id="tasks-heading" ref={heading} tabIndex={-1} className="text-2xl font-semibold tracking-tight outline-none">
            Tasks
          </h1>
          <StatusFilter
            value={status}
            onChange={(next) => {
              setStatus(next);
              setAdded(undefined);
            }}
          />
        </div>
        <QuickAdd onAdded={setAdded} />
      </div>
      {/* Room for the message that tells of a change, so that it covers no task. */}
      <div className="min-h-0 flex-1 scroll-pb-36 overflow-y-auto px-4 pb-36 sm:px-8" tabIndex={-1}>
        <TaskList list={list} status={status} added={added} onMore={() => setAdded(undefined)} onEdit={setEditing} onDelete={setDeleting} />
      </div>
      {editing && <EditDialog key={editing.id} task={editing} onClose={() => setEditing(undefined)} onReopen={setEditing} />}
      {deleting && (
        <DeleteDialog task={deleting} onClose={() => setDeleting(undefined)} fallback={heading} />
      )}
    </section>
  );
}
