"use client";

import { type QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { toast } from "sonner";
import { isUnanswered } from "@/lib/api/client";
import { undoChange } from "@/lib/api/tasks";
import { newKey } from "@/lib/api/write";
import { changeEverywhere, TASKS_KEY } from "./use-tasks";

/** What a change is named by. */
export type ChangeId = number | string;

/** A change that was made on this page and can be taken back. */
export interface Change {
  /** What names it to the server: the number of an event of it, or the assistant's turn that made it. */
  id: ChangeId;
  /** What was done, in words. */
  words: string;
}

/** How far taking a change back has come. */
export type UndoState = "made" | "running" | "undone" | "refused";

interface Entry extends Change {
  /** Names the undo to the server: it means the same however often it is tried. */
  key: string;
  state: UndoState;
}

const OFFER_MILLISECONDS = 10_000;

// The newest last, as long as the page is open.
let entries: Entry[] = [];
let offer: string | number | undefined;
const listeners = new Set<() => void>();

function setState(id: ChangeId, state: UndoState): void {
  entries = entries.map((entry) => (entry.id === id ? { ...entry, state } : entry));
  for (const listener of listeners) listener();
}

/** Remembers a change, so that the keyboard can take it back. */
export function rememberChange(change: Change): void {
  entries = [...entries.filter(({ id }) => id !== change.id), { ...change, key: newKey(), state: "made" }];
}

/** Forgets all changes: whoever comes next has made none. */
export function forgetChanges(): void {
  entries = [];
  toast.dismiss(offer);
}

/** Says what was done, and offers to take it back. The offer takes the place of the one before. */
export function offerUndo(queryClient: QueryClient, change: Change, description: string): void {
  rememberChange(change);
  toast.dismiss(offer);
  const action = { label: "Undo", onClick: () => void takeBackAloud(queryClient, change) };
  offer = toast(change.words, { description, action, duration: OFFER_MILLISECONDS });
}

/** Takes a change of this page back. When it can't be, the answer is why. */
export async function takeBack(queryClient: QueryClient, id: ChangeId): Promise<string | undefined> {
  const entry = entries.find((known) => known.id === id);
  if (!entry || entry.state === "running" || entry.state === "undone") return undefined;
  setState(id, "running");
  try {
    const { tasks, deleted } = await undoChange(id, entry.key);
    for (const task of tasks) changeEverywhere(queryClient, task.id, () => task);
    for (const gone of deleted) changeEverywhere(queryClient, gone, () => undefined);
    setState(id, "undone");
    return undefined;
  } catch (error) {
    setState(id, isUnanswered(error) ? "made" : "refused");
    return (error as Error).message;
  } finally {
    void queryClient.invalidateQueries({ queryKey: TASKS_KEY });
  }
}

/** The same, with a message that says what came of it. */
async function takeBackAloud(queryClient: QueryClient, { id, words }: Change): Promise<void> {
  const refusal = await takeBack(queryClient, id);
  if (refusal !== undefined) {
    toast.error(`Not undone: ${words}`, { description: refusal });
    return;
  }
  toast.dismiss(offer);
  offer = toast.success("Undone", { description: words });
}

/** Takes the newest change of this page back that can be; whether there was one. */
export function takeNewestBack(queryClient: QueryClient): boolean {
  const newest = entries.findLast(({ state }) => state === "made" || state === "running");
  if (newest?.state === "made") void takeBackAloud(queryClient, newest);
  return newest !== undefined;
}

/** How far taking a change back has come. */
export function useUndoState(id: ChangeId | undefined): UndoState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => entries.find((entry) => entry.id === id)?.state ?? "made",
    () => "made",
  );
}
