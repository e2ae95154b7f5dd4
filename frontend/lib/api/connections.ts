import type { Connection } from "@/lib/connections/server";
import { request } from "./client";

export type { Connection };

/** The programs that the person has allowed, the newest first. */
export async function listConnections(): Promise<Connection[]> {
  const { connections }: { connections: Connection[] } = await (await request("/api/connections")).json();
  return connections;
}

/** Ends a connection. */
export async function endConnection(id: string): Promise<void> {
  await request(`/api/connections/${encodeURIComponent(id)}`, { method: "DELETE" });
}
