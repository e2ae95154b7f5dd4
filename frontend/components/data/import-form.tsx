"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { CONTROL, Field } from "@/components/ui/field";
import type { ImportFile, ImportFormat } from "@/lib/api/files";
import { type ChosenFile, formatOf, readChosen } from "@/lib/files/chosen";
import { useDraft } from "@/lib/drafts/use-draft";
import { useHydrated } from "@/lib/use-hydrated";
import { FilePicker } from "./file-picker";

/** The draft of the project that tasks go to. */
export const PROJECT_DRAFT = "import-project";

const FORMATS: { value: ImportFormat; label: string }[] = [
  { value: "json", label: "JSON, exported here" },
  { value: "todoist", label: "CSV, exported by Todoist" },
];

interface ImportFormProps {
  isChecking: boolean;
  isImporting: boolean;
  /** Something is not as it was checked any more. */
  onChange: () => void;
  onSubmit: (file: ImportFile) => void;
}

/** Which file, what it is, and where its tasks go. */
export function ImportForm({ isChecking, isImporting, onChange, onSubmit }: ImportFormProps) {
  const isHydrated = useHydrated();
  const [chosen, setChosen] = useState<ChosenFile>();
  const [format, setFormat] = useState<ImportFormat>("json");
  const [project, setProject] = useDraft(PROJECT_DRAFT);
  const [error, setError] = useState<string>();

  async function choose(file: File) {
    onChange();
    setChosen(undefined);
    setError(undefined);
    try {
      const read = await readChosen(file);
      setChosen(read);
      setFormat(formatOf(read));
    } catch (refused) {
      setError((refused as Error).message);
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (chosen && !isChecking) onSubmit({ bytes: chosen.bytes, format, project: project.trim() });
  }

  return (
    <form onSubmit={submit} noValidate aria-label="Import">
      <fieldset disabled={!isHydrated || isImporting} className="grid gap-4">
        <FilePicker chosen={chosen} onChoose={choose} />
        <p role="alert" className="text-sm text-danger empty:hidden">
          {error}
        </p>
        {chosen && (
          <>
            <div className="grid gap-4 sm:grid-cols-2">
              <Field label="Format" hint="Recognised from the file.">
                {(control) => (
                  <select
                    {...control}
                    value={format}
                    onChange={({ target }) => {
                      onChange();
                      setFormat(FORMATS.find(({ value }) => value === target.value)?.value ?? format);
                    }}
                    className={`${CONTROL} h-10`}
                  >
                    {FORMATS.map(({ value, label }) => (
                      <option key={value} value={value}>
                        {label}
                      </option>
                    ))}
                  </select>
                )}
              </Field>
              <Field label="Project" hint="For tasks that name none.">
                {(control) => (
                  <input
                    {...control}
                    value={project}
                    placeholder="Inbox"
                    autoComplete="off"
                    onChange={({ target }) => {
                      onChange();
                      setProject(target.value);
                    }}
                    className={`${CONTROL} h-10`}
                  />
                )}
              </Field>
            </div>
            <Button type="submit" className="justify-self-start">
              {isChecking ? "One moment…" : "Check file"}
            </Button>
          </>
        )}
      </fieldset>
    </form>
  );
}
