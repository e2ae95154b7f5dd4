"use client";

import { type QueryClient, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listTasks, type Task, type TaskStatus } from "@/lib/api/tasks";
import { matches, replaceTask, type TaskPages, tasksOf } from "./cache";

/** The key that every list of tasks starts with. */
export const TASKS_KEY = ["tasks"] as const;
const ADDED_KEY = [...TASKS_KEY, "added"] as const;

/**
 * The pages of one list, why no further one could be had, and what was added here but lies beyond them, or was just added
 * and is not of that status.
 */
export function useTasks(status: TaskStatus, justAdded: number | undefined) {
  const list = useInfiniteQuery({
    queryKey: [...TASKS_KEY, "list", status],
    queryFn: ({ pageParam, signal }) => listTasks(status, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
  });
  // Kept beside the query, whose own word for it is gone with the next refresh of the pages that are there.
  const [unread, setUnread] = useState<{ status: TaskStatus; error: Error }>();
  const loadMore = async () => {
    setUnread(undefined);
    const { isFetchNextPageError, error } = await list.fetchNextPage();
    if (isFetchNextPageError) setUnread({ status, error });
  };
  // Only ever written by hand; subscribed to, never fetched.
  const { data: added } = useQuery<TaskPages>({
    queryKey: ADDED_KEY,
    queryFn: () => ({ pages: [], pageParams: [] }),
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const tasks = tasksOf(list.data, status);
  const known = new Set(tasks.map((task) => task.id));
  const isBeyond = (task: Task) => !known.has(task.id) && (task.id === justAdded || (list.hasNextPage && matches(task, status)));
  const beyond = list.data ? tasksOf(added, "all").filter(isBeyond) : [];
  const moreError = unread?.status === status ? unread.error : undefined;
  return { ...list, tasks, beyond, loadMore, moreError };
}

/** Changes one task in every list that shows it; `undefined` takes it out. */
export function changeEverywhere(queryClient: QueryClient, id: number, change: (task: Task) => Task | undefined): void {
  queryClient.setQueriesData<TaskPages>({ queryKey: TASKS_KEY }, (pages) => replaceTask(pages, id, change));
}

/** Keeps a new task in view until the page that holds it is loaded. */
export function rememberAdded(queryClient: QueryClient, task: Task): void {
  queryClient.setQueryData<TaskPages>(ADDED_KEY, (pages) => ({
    pages: [{ tasks: [...tasksOf(pages, "all"), task] }],
    pageParams: [undefined],
  }));
}
