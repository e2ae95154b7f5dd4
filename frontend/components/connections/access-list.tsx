"use client";

import { type RefObject, useRef, useState } from "react";
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
  const place = useRef<HTMLDivElement>(null);
  const verb = kind === "token" ? "Revoke" : "Disconnect";
  return (
    <div ref={place} tabIndex={-1} className="rounded-xl">
      {!entries && error && (
        <p role="alert" className="rounded-xl border border-line bg-surface p-4 text-sm">
          {error.message}
        </p>
      )}
      {!entries && !error && (
        <div role="status" aria-label={`Loading: ${label}`} className="h-16 animate-pulse rounded-xl border border-line bg-surface" />
      )}
      {entries?.length === 0 && (
        <p className="rounded-xl border border-dashed border-line px-6 py-8 text-center text-sm text-muted">{empty}</p>
      )}
      {entries && entries.length > 0 && (
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
      )}
      {chosen && <RevokeDialog kind={kind} entry={chosen} verb={verb} fallback={place} onClose={() => setChosen(undefined)} />}
    </div>
  );
}

interface RevokeDialogProps {
  kind: AccessListProps["kind"];
  entry: Access;
  verb: string;
  onClose: () => void;
  /** What has the focus once the entry and its button are gone. */
  fallback: RefObject<HTMLElement | null>;
}

function RevokeDialog({ kind, entry, verb, onClose, fallback }: RevokeDialogProps) {
  const revoke = useRevoke(kind);
  const confirmed = useRef(false);
  const description =
    kind === "token"
      ? "Programs that have this token can't reach your tasks any more, at once."
      : "It gets no new access, and has to ask you again. What it holds now ends within 15 minutes.";
  return (
    <Modal
      onClose={onClose}
      returnFocus={() => (confirmed.current ? fallback.current : undefined)}
      title={`${verb} “${entry.name}”?`}
      description={description}
    >
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="danger"
          onClick={() => {
            confirmed.current = true;
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
