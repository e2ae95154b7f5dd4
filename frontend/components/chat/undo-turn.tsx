"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { rememberChange, takeBack, useUndoState } from "@/lib/tasks/undo";

/** Takes back all that one answer of the assistant changed. */
export function UndoTurn({ turnId }: { turnId: string }) {
  const queryClient = useQueryClient();
  const state = useUndoState(turnId);
  const [refusal, setRefusal] = useState<string>();

  async function undo() {
    // An answer from before this page was opened is not known yet.
    if (state === "made") rememberChange({ id: turnId, words: "What the assistant did" });
    setRefusal(await takeBack(queryClient, turnId));
  }

  if (state === "undone") return <p role="status" className="text-[13px] text-muted">Undone</p>;
  return (
    <div className="space-y-1.5">
      <Button size="small" disabled={state === "running"} onClick={() => void undo()}>
        <Undo2 size={14} aria-hidden />
        Undo this
      </Button>
      {refusal && (
        <p role="alert" className="text-[13px] wrap-anywhere text-danger">
          {refusal}
        </p>
      )}
    </div>
  );
}
