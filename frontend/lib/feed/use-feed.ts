"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { attempt } from "@/lib/attempts";
import { createFeed, type FeedState, getFeed, revokeFeed } from "@/lib/api/feed";

const FEED_KEY = ["feed"] as const;

/** Whether the feed has an address, and what changes that. */
export function useFeed() {
  const queryClient = useQueryClient();
  const state = useQuery({ queryKey: FEED_KEY, queryFn: ({ signal }) => getFeed(signal) });
  const show = (feed: FeedState | null) => queryClient.setQueryData(FEED_KEY, feed);
  const create = useMutation({ mutationFn: createFeed, onSuccess: ({ created_at }) => show({ created_at }) });
  const revoke = useMutation({
    mutationFn: () => attempt("revoke the feed", revokeFeed),
    onSuccess: () => show(null),
    // Somebody else may have revoked it before.
    onError: () => queryClient.invalidateQueries({ queryKey: FEED_KEY }),
  });
  return { state, create, revoke };
}
