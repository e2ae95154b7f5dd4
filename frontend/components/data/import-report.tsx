"use client";

import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import type { ImportResults } from "@/lib/api/files";
import { count, outcomeOf } from "@/lib/files/outcome";
import { takeBack, useUndoState } from "@/lib/tasks/undo";
import { useFocusOnMount } from "@/lib/use-focus-on-mount";

/** What was imported, the way to it, and the way back. */
export function ImportReport({ results }: { results: ImportResults }) {
  const report = useFocusOnMount<HTMLDivElement>();
  const { tasks } = outcomeOf(results);
  const { sequence } = results;
  const queryClient = useQueryClient();
  const state = useUndoState(sequence);
  const [refusal, setRefusal] = useState<string>();

  async function undo(sequence: number) {
    setRefusal(await takeBack(queryClient, sequence));
    report.current?.focus();
  }

  return (
    <div ref={report} tabIndex={-1} className="mt-4 space-y-4 border-t border-line pt-4 outline-none">
      <p role="status" className="text-sm font-medium">
        {state === "undone" ? `The import was undone: ${count(tasks, "task")} taken back.` : `${count(tasks, "task")} imported.`}
      </p>
      <p role="alert" className="text-sm text-danger empty:hidden">
        {refusal}
      </p>
      <div className="flex flex-wrap gap-2">
        <Link href="/" className={buttonClass()}>
          Show tasks
        </Link>
        {sequence !== undefined && state !== "undone" && (
          <Button disabled={state === "running"} onClick={() => void undo(sequence)}>
            {state === "running" ? "Undoing…" : "Undo"}
          </Button>
        )}
      </div>
    </div>
  );
}
