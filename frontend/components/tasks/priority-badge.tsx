import type { Priority } from "@/lib/api/tasks";

const LOOKS: Record<Priority, string> = {
  p1: "bg-danger-soft text-danger",
  p2: "bg-warm-soft text-warm",
  p3: "bg-accent-soft text-accent",
  p4: "bg-raised text-muted",
};

/** How much a task matters, in two characters. */
export function PriorityBadge({ priority }: { priority: Priority }) {
  return (
    <span className={`mt-0.5 rounded-md px-1.5 py-0.5 text-[11px] font-semibold tracking-wide ${LOOKS[priority]}`}>
      <span className="sr-only">Priority </span>
      {priority.toUpperCase()}
    </span>
  );
}
