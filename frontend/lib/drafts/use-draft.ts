"use client";

import { createContext, use, useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { readDraft, watchDrafts, writeDraft } from "./store";

/** Whose page this is. */
export const AccountContext = createContext("");

/** A text that is being typed, by the signed-in person, and how to change it. It is there again after a reload. */
export function useDraft(name: string): [text: string, setText: (text: string) => void] {
  const account = use(AccountContext);
  const text = useSyncExternalStore(
    watchDrafts,
    () => readDraft(account, name),
    () => "",
  );
  return [text, (next) => writeDraft(account, name, next)];
}

/**
 * Brings back what was being sent from a field when the page went: into the field's draft, if that is empty. What is being
 * sent is a draft of its own, that whoever sends it empties when it has arrived.
 */
export function useRestored(field: string, sending: string, textOf: (sent: string) => string = (sent) => sent): void {
  const account = use(AccountContext);
  const restore = useEffectEvent(() => {
    const sent = readDraft(account, sending);
    if (sent && !readDraft(account, field)) writeDraft(account, field, textOf(sent));
  });
  useEffect(() => restore(), [account]);
}
