import type { TaskStatus } from "@/lib/api/tasks";

const STATUSES: { value: TaskStatus; label: string }[] = [
  { value: "all", label: "All" },
  { value: "pending", label: "Pending" },
  { value: "completed", label: "Completed" },
];

interface StatusFilterProps {
  value: TaskStatus;
  onChange: (status: TaskStatus) => void;
}

/** Which tasks the list shows. */
export function StatusFilter({ value, onChange }: StatusFilterProps) {
  return (
    <div role="group" aria-label="Show" className="inline-flex rounded-lg border border-line bg-raised p-0.5">
      {STATUSES.map((status) => (
        <button
          key={status.value}
          type="button"
          aria-pressed={value === status.value}
          onClick={() => onChange(status.value)}
          className="h-7.5 rounded-md px-3 text-[13px] text-muted hover:text-ink aria-pressed:bg-surface aria-pressed:font-medium aria-pressed:text-ink aria-pressed:shadow-sm dark:aria-pressed:bg-line"
        >
          {status.label}
        </button>
      ))}
    </div>
  );
}
