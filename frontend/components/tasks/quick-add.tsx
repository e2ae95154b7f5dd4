"use client";

import { Plus } from "lucide-react";
import { type FormEvent, use, useRef } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { CONTROL } from "@/components/ui/field";
import { newKey } from "@/lib/api/write";
import { readDraft } from "@/lib/drafts/store";
import { AccountContext, useDraft, useRestored } from "@/lib/drafts/use-draft";
import { useAddTask } from "@/lib/tasks/use-task-changes";
import { useHydrated } from "@/lib/use-hydrated";

const MAX_TITLE_LENGTH = 200;

// Names of drafts.
const TITLE = "new-task";
const ATTEMPT = "new-task-attempt";

/** A title that may have been added already, and under which key. */
interface Attempt {
  title: string;
  key: string;
}

/** One line that becomes a task. A title that was not added comes back into it, and is added once, however often it is tried. */
export function QuickAdd({ onAdded }: { onAdded: (id: number) => void }) {
  const account = use(AccountContext);
  const [title, setTitle] = useDraft(TITLE);
  // What is on its way, or did not arrive.
  const [attempted, setAttempted] = useDraft(ATTEMPT);
  // The keys of what is on its way.
  const sending = useRef(new Set<string>());
  const field = useRef<HTMLInputElement>(null);
  const add = useAddTask();
  const isHydrated = useHydrated();

  useRestored(TITLE, ATTEMPT, (attempt) => (JSON.parse(attempt) as Attempt).title);

  function change(text: string) {
    setTitle(text);
    // What is typed anew is meant anew.
    if (text === "") setAttempted("");
  }

  async function send(attempt: Attempt) {
    sending.current.add(attempt.key);
    setAttempted(JSON.stringify(attempt));
    try {
      const { result } = await add.mutateAsync(attempt);
      // Another title may have failed meanwhile, or be on its way.
      if (readDraft(account, ATTEMPT).includes(attempt.key)) setAttempted("");
      onAdded(result.id);
    } catch (error) {
      sending.current.delete(attempt.key);
      const isFree = !field.current?.value;
      if (isFree) {
        setTitle(attempt.title);
        setAttempted(JSON.stringify(attempt));
      }
      const action = isFree ? undefined : { label: "Try again", onClick: () => void send(attempt) };
      toast.error(`“${attempt.title}” was not added`, { description: (error as Error).message, action });
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const entered = title.trim();
    if (!entered) return;
    const before: Attempt | undefined = attempted ? JSON.parse(attempted) : undefined;
    const isAgain = before?.title === entered && !sending.current.has(before.key);
    setTitle("");
    void send(isAgain ? before : { title: entered, key: newKey() });
  }

  return (
    <form onSubmit={submit} className="flex gap-2">
      <input
        ref={field}
        aria-label="New task"
        placeholder="Add a task"
        value={title}
        maxLength={MAX_TITLE_LENGTH}
        disabled={!isHydrated}
        onChange={(event) => change(event.target.value)}
        className={`${CONTROL} h-11`}
      />
      <Button type="submit" look="primary" className="h-11 px-4">
        <Plus size={17} aria-hidden />
        Add
      </Button>
    </form>
  );
}
