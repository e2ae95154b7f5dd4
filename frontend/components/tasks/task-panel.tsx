"use client";

import { useRef, useState } from "react";
import type { Task, TaskStatus } from "@/lib/api/tasks";
import { useLiveTasks } from "@/lib/tasks/use-live-tasks";
import { useTasks } from "@/lib/tasks/use-tasks";
import { DeleteDialog } from "./delete-dialog";
import { EditDialog } from "./edit-dialog";
import { QuickAdd } from "./quick-add";
import { StatusFilter } from "./status-filter";
import { TaskList } from "./task-list";

/** The task side of the workspace. */
export function TaskPanel() {
  const [status, setStatus] = useState<TaskStatus>("all");
  const [editing, setEditing] = useState<Task>();
  const [deleting, setDeleting] = useState<Task>();
  const heading = useRef<HTMLHeadingElement>(null);
  const list = useTasks(status);
  useLiveTasks(!list.isPending);

  return (
    <section aria-labelledby="tasks-heading" className="flex min-h-0 flex-1 flex-col">
      <div className="space-y-4 px-4 pt-6 pb-4 sm:px-8 lg:pt-8">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h1 id="tasks-heading" ref={heading} tabIndex={-1} className="text-2xl font-semibold tracking-tight outline-none">
            Tasks
          </h1>
          <StatusFilter value={status} onChange={setStatus} />
        </div>
        <QuickAdd />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-8 sm:px-8" tabIndex={-1}>
        <TaskList list={list} status={status} onEdit={setEditing} onDelete={setDeleting} />
      </div>
      {editing && <EditDialog task={editing} onClose={() => setEditing(undefined)} />}
      {deleting && (
        <DeleteDialog task={deleting} onClose={() => setDeleting(undefined)} fallback={heading} />
      )}
    </section>
  );
}
