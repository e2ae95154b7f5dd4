import { useInfiniteQuery } from "@tanstack/react-query";
import { messagesBefore, type StoredConversation } from "@/lib/api/chat";
import { fromStored } from "./transcript";

/** What was said before the part of a conversation that was loaded first; it comes page by page, when it is asked for. */
export function useEarlier(conversation: StoredConversation | null | undefined) {
  const pages = useInfiniteQuery({
    queryKey: ["conversation", conversation?.id, "earlier"],
    queryFn: ({ pageParam, signal }) => messagesBefore(conversation?.id ?? "", pageParam ?? "", signal),
    initialPageParam: conversation?.previous_cursor,
    getNextPageParam: (page) => page.previous_cursor,
    // What was said does not change, and the first page is asked for like all others.
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const loaded = pages.data?.pages ?? [];
  return {
    messages: loaded.toReversed().flatMap(({ messages }) => messages.map(fromStored)),
    hasMore: loaded.length === 0 ? conversation?.previous_cursor !== undefined : pages.hasNextPage,
    isLoading: pages.isFetching,
    error: pages.error,
    load: () => void pages.fetchNextPage(),
  };
}
