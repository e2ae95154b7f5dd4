"use client";

import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { CONTROL } from "@/components/ui/field";
import { useAddTask } from "@/lib/tasks/use-task-changes";
import { useHydrated } from "@/lib/use-hydrated";

const MAX_TITLE_LENGTH = 200;

/** One line that becomes a task. A refused title comes back into it. */
export function QuickAdd() {
  const [title, setTitle] = useState("");
  const add = useAddTask();
  const isHydrated = useHydrated();

  function submit(event: FormEvent) {
    event.preventDefault();
    const entered = title.trim();
    if (!entered) return;
    setTitle("");
    add.mutate({ title: entered }, { onError: () => setTitle((current) => current || entered) });
  }

  return (
    <form onSubmit={submit} className="flex gap-2">
      <input
        aria-label="New task"
        placeholder="Add a task"
        value={title}
        maxLength={MAX_TITLE_LENGTH}
        disabled={!isHydrated}
        onChange={(event) => setTitle(event.target.value)}
        className={`${CONTROL} h-11`}
      />
      <Button type="submit" look="primary" className="h-11 px-4">
        <Plus size={17} aria-hidden />
        Add
      </Button>
    </form>
  );
}
