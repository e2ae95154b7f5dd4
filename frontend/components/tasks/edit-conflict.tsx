"use client";

import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import type { Difference } from "@/lib/tasks/fields";

/** Says that a task was changed elsewhere while it was edited here, and how it is there. */
export function EditConflict({ theirs, onTake }: { theirs: Difference[]; onTake: () => void }) {
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    note.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div ref={note} role="alert" className="rounded-lg border border-line bg-warm-soft p-3 text-sm">
      <p className="font-medium">This task was changed elsewhere meanwhile.</p>
      <p className="mt-1">What you typed is kept below, and nothing is saved yet.{theirs.length > 0 && " There it says now:"}</p>
      {theirs.length > 0 && (
        <dl className="mt-2 grid max-h-40 grid-cols-[auto_1fr] gap-x-3 gap-y-1 overflow-y-auto" tabIndex={0} aria-label="The other version">
          {theirs.map(({ label, value }) => (
            <div key={label} className="col-span-2 grid grid-cols-subgrid">
              <dt className="text-muted">{label}</dt>
              <dd className="whitespace-pre-wrap wrap-anywhere">{value || "(empty)"}</dd>
            </div>
          ))}
        </dl>
      )}
      <Button size="small" className="mt-3" onClick={onTake}>
        Take the other version
      </Button>
    </div>
  );
}
