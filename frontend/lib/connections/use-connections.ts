"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { attempt } from "@/lib/attempts";
import { endConnection, listConnections } from "@/lib/api/connections";
import { createToken, listTokens, revokeToken } from "@/lib/api/tokens";

const CONNECTIONS_KEY = ["connections"] as const;
const TOKENS_KEY = ["tokens"] as const;

/** The programs that are connected. */
export function useConnections() {
  return useQuery({ queryKey: CONNECTIONS_KEY, queryFn: listConnections });
}

/** The personal access tokens. */
export function useTokens() {
  return useQuery({ queryKey: TOKENS_KEY, queryFn: listTokens });
}

/** Makes a token; what is refused is for the form to show. One whose answer was lost is in the list all the same. */
export function useCreateToken() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: createToken,
    onSettled: () => queryClient.invalidateQueries({ queryKey: TOKENS_KEY }),
  });
}

/** Takes a connection or a token back. */
export function useRevoke(kind: "connection" | "token") {
  const queryClient = useQueryClient();
  const isToken = kind === "token";
  return useMutation({
    mutationFn: ({ id }: { id: string; name: string }) =>
      isToken ? attempt(`revoke ${id}`, (key) => revokeToken(id, key)) : endConnection(id),
    onSuccess: (_done, { name }) => toast.success(isToken ? `“${name}” is revoked.` : `“${name}” is disconnected.`),
    onError: (error, { name }) => toast.error(`“${name}” is still there.`, { description: error.message }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: isToken ? TOKENS_KEY : CONNECTIONS_KEY }),
  });
}
