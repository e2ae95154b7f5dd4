"use client";

import { CalendarDays, Pencil, Repeat, Trash2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import type { Task } from "@/lib/api/tasks";
import { dueLabel } from "@/lib/dates";
import { useSetCompleted } from "@/lib/tasks/use-task-changes";
import { PriorityBadge } from "./priority-badge";

interface TaskRowProps {
  task: Task;
  /** Whether it was just added, and is to be seen. */
  isNew: boolean;
  onEdit: (task: Task) => void;
  onDelete: (task: Task) => void;
}

/** One task in the list. */
export function TaskRow({ task, isNew, onEdit, onDelete }: TaskRowProps) {
  const setCompleted = useSetCompleted();
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isNew) row.current?.scrollIntoView({ block: "nearest" });
  }, [isNew]);
  // The list follows a moment later; the box itself must not.
  const [ticked, setTicked] = useState<boolean>();
  const isSaved = task.id > 0;
  const name = `#${task.id} ${task.title}`;

  return (
    <li ref={row} className={`group flex items-start gap-3 px-4 py-3 ${isSaved ? "" : "opacity-60"}`}>
      <input
        type="checkbox"
        aria-label={isSaved ? name : task.title}
        checked={ticked ?? task.completed}
        disabled={!isSaved}
        onChange={({ target: { checked: completed } }) => {
          setTicked(completed);
          setCompleted.mutate({ task, completed }, { onSettled: () => setTicked(undefined) });
        }}
        className="mt-0.5 size-5 shrink-0 cursor-pointer accent-accent"
      />
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2">
          <span className="font-mono text-xs text-muted">#{isSaved ? task.id : "…"}</span>
          <span className={`min-w-0 text-[15px] wrap-anywhere ${task.completed ? "text-muted line-through" : ""}`}>{task.title}</span>
        </p>
        {task.notes && <p className="mt-0.5 line-clamp-2 text-[13px] wrap-anywhere text-muted">{task.notes}</p>}
        {task.due && <Due due={task.due} completed={task.completed} repeats={task.recurrence !== undefined} fromCompletion={task.recurrence_from === "completion"} />}
        <Places task={task} />
      </div>
      <PriorityBadge priority={task.priority} />
      <div className="-my-1 -mr-2 flex">
        <Button look="quiet" size="icon" aria-label={`Edit ${name}`} disabled={!isSaved} onClick={() => onEdit(task)}>
          <Pencil size={15} aria-hidden />
        </Button>
        <Button look="quiet" size="icon" aria-label={`Delete ${name}`} disabled={!isSaved} onClick={() => onDelete(task)}>
          <Trash2 size={15} aria-hidden />
        </Button>
      </div>
    </li>
  );
}

/** The project and the tags, where there is something to say. */
function Places({ task }: { task: Task }) {
  const places = [...(task.project === "Inbox" ? [] : [`#${task.project}`]), ...(task.tags ?? []).map((tag) => `@${tag}`)];
  if (places.length === 0) return null;
  return <p className="mt-1 flex flex-wrap gap-x-2.5 text-[13px] wrap-anywhere text-muted">{places.map((place) => <span key={place}>{place}</span>)}</p>;
}

interface DueProps {
  due: string;
  completed: boolean;
  repeats: boolean;
  fromCompletion: boolean;
}

function Due({ due, completed, repeats, fromCompletion }: DueProps) {
  const { text, urgency } = dueLabel(due, new Date());
  const color = completed || urgency === "later" ? "text-muted" : urgency === "today" ? "text-warm" : "text-danger";
  return (
    <p className={`mt-1 flex items-center gap-1.5 text-[13px] ${color}`}>
      <CalendarDays size={13} aria-hidden />
      <span className="sr-only">Due</span>
      <time dateTime={due}>{text}</time>
      {repeats && (
        <>
          <Repeat size={12} aria-hidden />
          <span className="sr-only">, repeats</span>
          {fromCompletion && <span>from completion</span>}
        </>
      )}
      {urgency === "overdue" && !completed && <span>· overdue</span>}
    </p>
  );
}
