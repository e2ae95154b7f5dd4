"use client";

import { FileUp } from "lucide-react";
import { useId } from "react";
import { buttonClass } from "@/components/ui/button";
import { type ChosenFile, sizeOf } from "@/lib/files/chosen";

/** Takes a file, and says which it has. */
export function FilePicker({ chosen, onChoose }: { chosen: ChosenFile | undefined; onChoose: (file: File) => void }) {
  const id = useId();
  return (
    <div className="flex min-w-0 items-center gap-3">
      <input
        type="file"
        id={id}
        accept=".json,.csv,application/json,text/csv"
        aria-describedby={`${id}-name`}
        // The same file, corrected, is another one; a browser would see no change.
        onClick={(event) => (event.currentTarget.value = "")}
        onChange={({ target }) => target.files?.[0] && onChoose(target.files[0])}
        className="peer sr-only"
      />
      <label
        htmlFor={id}
        className={`${buttonClass()} cursor-pointer peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent peer-disabled:cursor-default peer-disabled:opacity-55`}
      >
        <FileUp size={15} aria-hidden />
        Choose file
      </label>
      <p id={`${id}-name`} className="min-w-0 text-sm wrap-anywhere text-muted">
        {chosen ? `${chosen.name}, ${sizeOf(chosen.bytes.byteLength)}` : "No file chosen"}
      </p>
    </div>
  );
}
