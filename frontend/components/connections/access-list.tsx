"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Modal } from "@/components/ui/modal";
import { wordsOf } from "@/lib/connections/scopes";
import { useRevoke } from "@/lib/connections/use-connections";

/** Something that may act for the person. */
export interface Access {
  id: string;
  name: string;
  scopes: readonly string[];
  /** Since when, until when, when last. */
  facts: string[];
}

interface AccessListProps {
  kind: "connection" | "token";
  label: string;
  empty: string;
  entries: Access[] | undefined;
  error: Error | null;
}

/** What may act for the person, each with a way to take it back. */
export function AccessList({ kind, label, empty, entries, error }: AccessListProps) {
  const [chosen, setChosen] = useState<Access>();
  const verb = kind === "token" ? "Revoke" : "Disconnect";
  if (!entries) {
    return error ? (
      <p role="alert" className="rounded-xl border border-line bg-surface p-4 text-sm">
        {error.message}
      </p>
    ) : (
      <div role="status" aria-label={`Loading: ${label}`} className="h-16 animate-pulse rounded-xl border border-line bg-surface" />
    );
  }
  if (entries.length === 0) {
    return <p className="rounded-xl border border-dashed border-line px-6 py-8 text-center text-sm text-muted">{empty}</p>;
  }
  return (
    <>
      <ul aria-label={label} className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
        {entries.map((entry) => (
          <li key={entry.id} className="flex items-start gap-3 px-4 py-3">
            <div className="min-w-0 flex-1">
              <p className="truncate text-sm font-medium">{entry.name}</p>
              <p className="mt-0.5 text-[13px] text-muted">{entry.scopes.map(wordsOf).join(" · ")}</p>
              <p className="mt-0.5 text-[13px] text-muted">{entry.facts.join(" · ")}</p>
            </div>
            <Button size="small" aria-label={`${verb} ${entry.name}`} onClick={() => setChosen(entry)}>
              {verb}
            </Button>
          </li>
        ))}
      </ul>
      {chosen && <RevokeDialog kind={kind} entry={chosen} verb={verb} onClose={() => setChosen(undefined)} />}
    </>
  );
}

interface RevokeDialogProps {
  kind: AccessListProps["kind"];
  entry: Access;
  verb: string;
  onClose: () => void;
}

function RevokeDialog({ kind, entry, verb, onClose }: RevokeDialogProps) {
  const revoke = useRevoke(kind);
  const description =
    kind === "token"
      ? "Programs that have this token can't reach your tasks any more, at once."
      : "It gets no new access, and has to ask you again. What it holds now ends within 15 minutes.";
  return (
    <Modal onClose={onClose} title={`${verb} “${entry.name}”?`} description={description}>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="danger"
          onClick={() => {
            revoke.mutate(entry);
            onClose();
          }}
        >
          {verb}
        </Button>
      </div>
    </Modal>
  );
}
