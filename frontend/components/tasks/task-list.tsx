"use client";

import { Button } from "@/components/ui/button";
import type { Task, TaskStatus } from "@/lib/api/tasks";
import type { useTasks } from "@/lib/tasks/use-tasks";
import { TaskRow } from "./task-row";

const EMPTY: Record<TaskStatus, string> = {
  all: "Nothing here yet. Add a task above, or ask the assistant to.",
  pending: "Nothing left to do.",
  completed: "Nothing completed yet.",
};

interface TaskListProps {
  list: ReturnType<typeof useTasks>;
  status: TaskStatus;
  onEdit: (task: Task) => void;
  onDelete: (task: Task) => void;
}

/** The tasks, page by page, in the order of their ids. */
export function TaskList({ list, status, onEdit, onDelete }: TaskListProps) {
  if (list.isPending) return <TaskListSkeleton />;
  if (list.isError && list.tasks.length === 0) {
    return (
      <div role="alert" className="rounded-xl border border-line bg-surface p-6 text-sm">
        <p>{list.error.message}</p>
        <Button className="mt-4" onClick={() => list.refetch()}>
          Try again
        </Button>
      </div>
    );
  }
  if (list.tasks.length === 0 && !list.hasNextPage) {
    return <p className="rounded-xl border border-dashed border-line px-6 py-12 text-center text-sm text-muted">{EMPTY[status]}</p>;
  }
  const rows = (tasks: Task[], label: string) => (
    <ul aria-label={label} className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
      {tasks.map((task) => (
        <TaskRow key={task.id} task={task} onEdit={onEdit} onDelete={onDelete} />
      ))}
    </ul>
  );
  return (
    <>
      {list.tasks.length > 0 && rows(list.tasks, "Tasks")}
      {list.hasNextPage && (
        <Button className="mt-4 w-full" disabled={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {list.isFetchingNextPage ? "Loading…" : "Load more"}
        </Button>
      )}
      {list.beyond.length > 0 && (
        <div className="mt-4">
          <h2 className="mb-2 text-[13px] font-medium text-muted">Just added</h2>
          {rows(list.beyond, "Just added")}
        </div>
      )}
    </>
  );
}

function TaskListSkeleton() {
  return (
    <div role="status" aria-label="Loading tasks" className="animate-pulse space-y-px overflow-hidden rounded-xl border border-line">
      {[0, 1, 2].map((row) => (
        <div key={row} className="h-14 bg-surface" />
      ))}
    </div>
  );
}
