"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";
import { dropDrafts } from "@/lib/drafts/store";
import { AccountContext } from "@/lib/drafts/use-draft";
import { takeNewestBack } from "@/lib/tasks/undo";

// Where Ctrl+Z takes back what was typed, or belongs to a question that is open.
const OWN_UNDO = 'input:not([type="checkbox"], [type="radio"], [type="file"], [readonly]), textarea, select, [contenteditable], [role="dialog"]';

function hasOwnUndo(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(OWN_UNDO) !== null;
}

/** What the pages of a signed-in person have in common: whose drafts are shown, and Ctrl+Z or ⌘Z for what was done. */
export function Account({ id, children }: { id: string; children: React.ReactNode }) {
  const queryClient = useQueryClient();
  useEffect(() => dropDrafts(id), [id]);

  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "z";
    if (!isUndo || hasOwnUndo(event.target)) return;
    if (takeNewestBack(queryClient)) event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);

  return <AccountContext value={id}>{children}</AccountContext>;
}
