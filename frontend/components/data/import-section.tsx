"use client";

import { useState } from "react";
import type { ImportFile } from "@/lib/api/files";
import { useDraft } from "@/lib/drafts/use-draft";
import { useCheckFile, useImportFile } from "@/lib/files/use-import";
import { ImportCheck } from "./import-check";
import { ImportForm, PROJECT_DRAFT } from "./import-form";
import { ImportReport } from "./import-report";
import { Section } from "./section";

/** Tasks out of a file: a look at what would become of it, then the import, then a way back. */
export function ImportSection() {
  const check = useCheckFile();
  const load = useImportFile();
  // A file that is done with leaves an empty form.
  const [round, setRound] = useState(0);
  const [, setProject] = useDraft(PROJECT_DRAFT);

  function startOver() {
    check.reset();
    load.reset();
  }

  function submit(file: ImportFile) {
    startOver();
    check.mutate(file);
  }

  return (
    <Section
      id="import"
      title="Import"
      description="Tasks from a JSON file that was exported here, or from a project that Todoist exported as CSV. You see first what would become of it."
    >
      <div className="rounded-xl border border-line bg-surface p-4">
        <ImportForm key={round} isChecking={check.isPending} isImporting={load.isPending} onChange={startOver} onSubmit={submit} />
        <p role="alert" className="mt-4 text-sm text-danger empty:hidden">
          {check.error?.message}
        </p>
        {check.data && !load.data && (
          <ImportCheck
            results={check.data.results}
            isBusy={load.isPending}
            error={load.error}
            onImport={() => load.mutate(check.data, {
              onSuccess: () => {
                setProject("");
                setRound(round + 1);
              },
            })}
          />
        )}
        {load.data && <ImportReport results={load.data} />}
      </div>
    </Section>
  );
}
