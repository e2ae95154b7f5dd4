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
    <div className="mt-4 space-y-4 border-t border-line pt-4">
      <p role="status" className="text-sm">
        <strong className="font-medium">{tasks === 0 && refused === 0 ? "There is no task in this file." : `${count(tasks, "task")} would be added.`}</strong>{" "}
        {refused > 0 && `${count(refused, "row")} can't be imported as ${refused === 1 ? "it is" : "they are"}. Nothing is imported until the file is mended.`}
      </p>
      {problems.length > 0 && <RowTable caption="Rows that can't be imported" says="What is wrong" notes={problems} />}
      {warnings.length > 0 && (
        <details open={problems.length === 0}>
          <summary className="mb-2 cursor-pointer text-sm">{count(warnings.length, "thing")} would not be as in the file</summary>
          <RowTable caption="What would not be as in the file" says="What becomes of it" notes={warnings} />
        </details>
      )}
      <p role="alert" className="text-sm text-danger empty:hidden">
        {error?.message}
      </p>
      {isGood && (
        <Button look="primary" disabled={isBusy} onClick={onImport}>
          {isBusy ? "Importing…" : `Import ${count(tasks, "task")}`}
        </Button>
      )}
    </div>
  );
}
