"use client";

import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { useFeed } from "@/lib/feed/use-feed";
import { ConfirmDialog } from "./confirm-dialog";
import { FeedAddress } from "./feed-address";
import { Section } from "./section";

const QUESTIONS = {
  replace: {
    title: "Replace the address?",
    description: "The one that your calendars use now stops working at once. You give them the new one.",
    label: "Replace",
  },
  revoke: {
    title: "Revoke the address?",
    description: "Calendars that use it can't read your tasks any more, at once.",
    label: "Revoke",
  },
} as const;

/** The calendar of what is due: its secret address, which is made, replaced and revoked. */
export function FeedSection() {
  const { state, create, revoke } = useFeed();
  const [question, setQuestion] = useState<keyof typeof QUESTIONS>();
  const box = useRef<HTMLDivElement>(null);
  const error = create.error ?? revoke.error ?? state.error;
  const isBusy = create.isPending || revoke.isPending;

  function change(mutation: typeof create | typeof revoke) {
    create.reset();
    revoke.reset();
    mutation.mutate();
  }

  return (
    <Section
      id="feed"
      title="Calendar feed"
      description="A secret address that calendars subscribe to: Google, Apple, Outlook and others then show your open tasks that are due. Whoever has the address can read those tasks, so keep it like a password."
    >
      <div ref={box} tabIndex={-1} className="space-y-4 rounded-xl border border-line bg-surface p-4 outline-none">
        {create.data && <FeedAddress key={create.data.path} path={create.data.path} />}
        {state.isPending && <div role="status" aria-label="Loading" className="h-9 animate-pulse rounded-lg bg-raised" />}
        {state.data && !create.data && (
          <p className="text-sm">There is an address since {day(state.data.created_at)}. It was shown once, and can&apos;t be shown again.</p>
        )}
        <p role="alert" className="text-sm text-danger empty:hidden">
          {error?.message}
        </p>
        {state.data === null && (
          <Button disabled={isBusy} onClick={() => change(create)}>
            {isBusy ? "One moment…" : "Create address"}
          </Button>
        )}
        {state.data && (
          <div className="flex flex-wrap gap-2">
            <Button disabled={isBusy} onClick={() => setQuestion("replace")}>
              Replace address
            </Button>
            <Button disabled={isBusy} onClick={() => setQuestion("revoke")}>
              Revoke address
            </Button>
          </div>
        )}
        {state.isError && state.data === undefined && <Button onClick={() => state.refetch()}>Try again</Button>}
      </div>
      {question && (
        <ConfirmDialog
          {...QUESTIONS[question]}
          onClose={() => setQuestion(undefined)}
          onConfirm={() => change(question === "revoke" ? revoke : create)}
          returnFocus={box}
        />
      )}
    </Section>
  );
}

function day(moment: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium" }).format(new Date(moment));
}
