"use client";

import { Plus } from "lucide-react";
import { type FormEvent, use, useId, useRef } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { CONTROL } from "@/components/ui/field";
import type { Understanding } from "@/lib/api/tasks";
import { newKey } from "@/lib/api/write";
import { readDraft } from "@/lib/drafts/store";
import { AccountContext, useDraft, useRestored } from "@/lib/drafts/use-draft";
import { type Chip, takeBack } from "@/lib/tasks/understanding";
import { useUnderstanding } from "@/lib/tasks/use-understanding";
import { useAddTask } from "@/lib/tasks/use-task-changes";
import { useHydrated } from "@/lib/use-hydrated";
import { Understood } from "./understood";

// In UTF-8 no longer than a line may be (FR-1034).
const MAX_LINE_LENGTH = 4_000;

// Names of drafts.
const LINE = "new-task";
const ATTEMPT = "new-task-line";

/** A line that may have been added already, and under which key. */
interface Attempt {
  line: string;
  key: string;
}

/**
 * One line that becomes a task, with chips for what is understood of it. A line that was not added comes back, and is added
 * once, however often it is tried.
 */
export function QuickAdd({ onAdded }: { onAdded: (id: number) => void }) {
  const account = use(AccountContext);
  const [line, setLine] = useDraft(LINE);
  // What is on its way, or did not arrive.
  const [attempted, setAttempted] = useDraft(ATTEMPT);
  // The keys of what is on its way.
  const sending = useRef(new Set<string>());
  const field = useRef<HTMLInputElement>(null);
  const hint = useId();
  const add = useAddTask();
  const isHydrated = useHydrated();
  const reading = useUnderstanding(line);

  useRestored(LINE, ATTEMPT, (attempt) => (JSON.parse(attempt) as Attempt).line);

  function change(text: string) {
    setLine(text);
    // What is typed anew is meant anew.
    if (text === "") setAttempted("");
  }

  function keep({ piece }: Chip) {
    change(takeBack(line, piece));
    field.current?.focus();
  }

  async function send(attempt: Attempt, understood?: Understanding) {
    sending.current.add(attempt.key);
    setAttempted(JSON.stringify(attempt));
    try {
      const { result } = await add.mutateAsync({ ...attempt, understood });
      // Another line may have failed meanwhile, or be on its way.
      if (readDraft(account, ATTEMPT).includes(attempt.key)) setAttempted("");
      onAdded(result.id);
    } catch (error) {
      sending.current.delete(attempt.key);
      const isFree = !field.current?.value;
      if (isFree) {
        setLine(attempt.line);
        setAttempted(JSON.stringify(attempt));
      }
      const action = isFree ? undefined : { label: "Try again", onClick: () => void send(attempt) };
      toast.error(`“${attempt.line}” was not added`, { description: (error as Error).message, action });
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const entered = line.trim();
    if (!entered) return;
    const before: Attempt | undefined = attempted ? JSON.parse(attempted) : undefined;
    const isAgain = before?.line === entered && !sending.current.has(before.key);
    setLine("");
    void send(isAgain ? before : { line: entered, key: newKey() }, reading?.understanding);
  }

  return (
    <form onSubmit={submit} className="space-y-2">
      <div className="flex gap-2">
        <input
          ref={field}
          aria-label="New task"
          aria-describedby={hint}
          placeholder="Add a task, such as Pay rent friday 9am p1 #Home"
          value={line}
          maxLength={MAX_LINE_LENGTH}
          disabled={!isHydrated}
          onChange={(event) => change(event.target.value)}
          className={`${CONTROL} h-11`}
        />
        <Button type="submit" look="primary" className="h-11 px-4">
          <Plus size={17} aria-hidden />
          Add
        </Button>
      </div>
      <p id={hint} className="sr-only">
        Dates, p1 to p4, #project, @tag and // note are understood. A backslash before a word keeps it in the title.
      </p>
      <Understood reading={reading} onTakeBack={keep} />
    </form>
  );
}
