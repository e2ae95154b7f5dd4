import type { Connection } from "@/lib/connections/server";
import { ApiError, request } from "./client";

export type { Connection };

/** The programs that the person has allowed, the newest first. */
export async function listConnections(): Promise<Connection[]> {
  const { connections }: { connections: Connection[] } = await (await request("/api/connections")).json();
  return connections;
}

/** Ends a connection. One that is gone was ended, perhaps by a try whose answer was lost. */
export async function endConnection(id: string): Promise<void> {
  try {
    await request(`/api/connections/${encodeURIComponent(id)}`, { method: "DELETE" });
  } catch (error) {
    if (!(error instanceof ApiError && error.problem.status === 404)) throw error;
  }
}
