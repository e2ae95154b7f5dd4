"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { listChanges } from "@/lib/api/changes";
import { ApiError } from "@/lib/api/client";
import { watchAttention } from "@/lib/attention";
import { CHANGE_KEY } from "./use-task-changes";
import { TASKS_KEY } from "./use-tasks";

const FIRST_PAUSE_MILLISECONDS = 2_000;
const LONGEST_PAUSE_MILLISECONDS = 60_000;
const LOOK_MILLISECONDS = 100;

/**
 * Shows what others change, from when the first list is there, while somebody is at the page (FR-622). A list that could not
 * be loaded is not asked for again and again behind the message that says so.
 */
export function useLiveTasks(isLoaded: boolean): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    if (!isLoaded) return;
    let following = new AbortController();
    // Kept while nobody is at the page, so that whoever comes back misses nothing.
    let token: string | undefined;
    const unwatch = watchAttention((isThere) => {
      following.abort();
      if (!isThere) return;
      following = new AbortController();
      void follow(queryClient, token, (next) => (token = next), following.signal);
    });
    return () => {
      unwatch();
      following.abort();
    };
  }, [queryClient, isLoaded]);
}

/** Asks for changes, again and again, and refreshes the lists when there are some. */
async function follow(
  queryClient: QueryClient,
  start: string | undefined,
  keep: (token: string | undefined) => void,
  signal: AbortSignal,
): Promise<void> {
  let token = start;
  let pause = FIRST_PAUSE_MILLISECONDS;
  while (!signal.aborted) {
    try {
      const changes = await listChanges(token, signal);
      // Lists were loaded before the first token was given out.
      const isNews = token === undefined || changes.tasks.length > 0 || changes.deleted.length > 0;
      if (isNews) await refresh(queryClient, signal);
      // The lists are as new as the newest change, however many pages of them there are.
      token = changes.more ? undefined : changes.next;
      pause = FIRST_PAUSE_MILLISECONDS;
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError && error.problem.status === 409) token = undefined;
      await sleep(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLISECONDS);
    }
    keep(token);
  }
}

/** Has the lists loaded again, without breaking off what loads or changes them already. Throws when they can't be. */
async function refresh(queryClient: QueryClient, signal: AbortSignal): Promise<void> {
  const isBusy = () =>
    queryClient.isFetching({ queryKey: TASKS_KEY }) > 0 || queryClient.isMutating({ mutationKey: CHANGE_KEY }) > 0;
  while (isBusy() && !signal.aborted) await sleep(LOOK_MILLISECONDS);
  await queryClient.invalidateQueries({ queryKey: TASKS_KEY }, { throwOnError: true });
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
