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
  /** The task that is to be scrolled to. */
  added: number | undefined;
  /** A further page is asked for. */
  onMore: () => void;
  onEdit: (task: Task) => void;
  onDelete: (task: Task) => void;
}

/** The tasks, page by page, in the order of their ids. */
export function TaskList({ list, status, added, onMore, onEdit, onDelete }: TaskListProps) {
  if (list.isPending) return <TaskListSkeleton />;
  const error = list.moreError ?? list.error;
  const failure = error && (
    <div role="alert" className="mb-4 flex flex-wrap items-center justify-between gap-3 rounded-xl border border-line bg-danger-soft px-4 py-3 text-sm">
      <p className="min-w-0">
        <span className="font-medium">{failureOf(list)}</span> {error.message}
      </p>
      <Button size="small" disabled={list.isFetching} onClick={() => void (list.moreError ? list.loadMore() : list.refetch())}>
        {list.isFetching ? "One moment…" : "Try again"}
      </Button>
    </div>
  );
  if (!list.data) return failure;
  const isEmpty = list.tasks.length === 0 && list.beyond.length === 0 && !list.hasNextPage;
  const empty = isEmpty && <p className="rounded-xl border border-dashed border-line px-6 py-12 text-center text-sm text-muted">{EMPTY[status]}</p>;
  const rows = (tasks: Task[], label: string) => (
    <ul aria-label={label} className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
      {tasks.map((task) => (
        <TaskRow key={task.id} task={task} isNew={task.id < 0 || task.id === added} onEdit={onEdit} onDelete={onDelete} />
      ))}
    </ul>
  );
  return (
    <>
      {failure}
      {empty}
      {list.tasks.length > 0 && rows(list.tasks, "Tasks")}
      {list.hasNextPage && (
        <Button
          className="mt-4 w-full"
          disabled={list.isFetchingNextPage}
          onClick={() => {
            onMore();
            void list.loadMore();
          }}
        >
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

function failureOf(list: TaskListProps["list"]): string {
  if (!list.data) return "Your tasks can't be shown.";
  return list.moreError ? "Further tasks can't be shown." : "This list may be out of date.";
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
