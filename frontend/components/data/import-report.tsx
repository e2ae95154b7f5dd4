import Link from "next/link";
import { Button, buttonClass } from "@/components/ui/button";
import type { ImportResults } from "@/lib/api/files";
import { count, outcomeOf } from "@/lib/files/outcome";
import type { useUndoImport } from "@/lib/files/use-import";
import { useFocusOnMount } from "@/lib/use-focus-on-mount";

/** What was imported, the way to it, and the way back. */
export function ImportReport({ results, undo }: { results: ImportResults; undo: ReturnType<typeof useUndoImport> }) {
  const report = useFocusOnMount<HTMLDivElement>();
  const { tasks } = outcomeOf(results);
  const { sequence } = results;
  return (
    <div ref={report} tabIndex={-1} className="mt-4 space-y-4 border-t border-line pt-4 outline-none">
      <p role="status" className="text-sm font-medium">
        {undo.isSuccess ? `The import was undone: ${count(tasks, "task")} taken back.` : `${count(tasks, "task")} imported.`}
      </p>
      <p role="alert" className="text-sm text-danger empty:hidden">
        {undo.error?.message}
      </p>
      <div className="flex flex-wrap gap-2">
        <Link href="/" className={buttonClass()}>
          Show tasks
        </Link>
        {sequence !== undefined && !undo.isSuccess && (
          <Button
            disabled={undo.isPending}
            onClick={() => undo.mutate(sequence, { onSuccess: () => report.current?.focus() })}
          >
            {undo.isPending ? "Undoing…" : "Undo"}
          </Button>
        )}
      </div>
    </div>
  );
}
