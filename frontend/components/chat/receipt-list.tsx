import { ArchiveRestore, Check, Pencil, Plus, RotateCcw, Trash2 } from "lucide-react";
import type { Receipt } from "@/lib/api/chat";

const OPERATIONS = {
  created: { label: "Added", icon: Plus },
  updated: { label: "Changed", icon: Pencil },
  completed: { label: "Completed", icon: Check },
  reopened: { label: "Reopened", icon: RotateCcw },
  deleted: { label: "Deleted", icon: Trash2 },
  restored: { label: "Brought back", icon: ArchiveRestore },
} as const;

/** What really changed, as the tools reported it. */
export function ReceiptList({ receipts }: { receipts: Receipt[] }) {
  if (receipts.length === 0) return null;
  return (
    <ul aria-label="What changed" className="space-y-1 border-l-2 border-accent pl-3">
      {receipts.map(({ operation, task }, index) => {
        const { label, icon: Icon } = OPERATIONS[operation];
        return (
          // A task may change twice in one answer.
          <li key={`${index}-${task.id}`} className="flex items-start gap-2 text-[13px] text-muted">
            <Icon size={14} aria-hidden className="mt-0.5 shrink-0 text-accent" />
            <span className="wrap-anywhere">
              {label} #{task.id} {task.title}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
