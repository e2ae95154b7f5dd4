import { Button } from "@/components/ui/button";
import type { ImportResults } from "@/lib/api/files";
import { count, outcomeOf } from "@/lib/files/outcome";
import { RowTable } from "./row-table";

interface ImportCheckProps {
  results: ImportResults;
  isBusy: boolean;
  error: Error | null;
  onImport: () => void;
}

/** What would become of a file, and the button that has it become so. */
export function ImportCheck({ results, isBusy, error, onImport }: ImportCheckProps) {
  const { tasks, refused, problems, warnings } = outcomeOf(results);
  const isGood = refused === 0 && tasks > 0;
  return (
    <div className="mt-4 grid gap-4 border-t border-line pt-4">
      <p role="status" className="text-sm font-medium">
        {summaryOf(tasks, refused)}
      </p>
      {problems.length > 0 && <RowTable caption="Rows that can't be imported" says="What is wrong" notes={problems} />}
      {warnings.length > 0 && (
        <details open={problems.length === 0}>
          <summary className="mb-2 cursor-pointer text-sm">{count(warnings.length, "thing")} will differ from the file</summary>
          <RowTable caption="What will differ from the file" says="What becomes of it" notes={warnings} />
        </details>
      )}
      <p role="alert" className="text-sm text-danger empty:hidden">
        {error?.message}
      </p>
      {isGood && (
        <Button look="primary" disabled={isBusy} onClick={onImport} className="justify-self-start">
          {isBusy ? "Importing…" : `Import ${count(tasks, "task")}`}
        </Button>
      )}
    </div>
  );
}

function summaryOf(tasks: number, refused: number): string {
  if (refused > 0) {
    const rows = `${count(refused, "row")} can't be imported`;
    return `${count(tasks, "task")} could be added, but ${rows}. Nothing is imported until the file is corrected.`;
  }
  return tasks > 0 ? `${count(tasks, "task")} would be added.` : "There is no task in this file.";
}
