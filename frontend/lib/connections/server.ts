import "server-only";
import { auth } from "@/lib/auth";
import { env } from "@/lib/env";

/** An MCP client that may act for the person. */
export interface Connection {
  id: string;
  /** What it calls itself. */
  name: string;
  scopes: string[];
  created_at: string;
}

interface Consent {
  id: string;
  clientId: string;
  userId: string;
  scopes: string[];
  createdAt: Date;
}

async function adapter() {
  return (await auth().$context).adapter;
}

/** What the person has allowed, the newest first. */
export async function listConnections(userId: string): Promise<Connection[]> {
  if (!env().MCP_RESOURCE) return [];
  const database = await adapter();
  const consents = await database.findMany<Consent>({
    model: "oauthConsent",
    where: [{ field: "userId", value: userId }],
    sortBy: { field: "createdAt", direction: "desc" },
  });
  if (consents.length === 0) return [];
  const clients = await database.findMany<{ clientId: string; name?: string }>({
    model: "oauthClient",
    where: [{ field: "clientId", operator: "in", value: consents.map((consent) => consent.clientId) }],
  });
  const names = new Map(clients.map((client) => [client.clientId, client.name]));
  return consents.map(({ id, clientId, scopes, createdAt }) => ({
    id,
    name: names.get(clientId) || "A program without a name",
    scopes,
    created_at: new Date(createdAt).toISOString(),
  }));
}

/**
 * Ends one of the person's connections: it is asked for again, and no refresh token of it is good any more. An access
 * token that is out already ends by itself within minutes. Whether there was one.
 */
export async function endConnection(userId: string, id: string): Promise<boolean> {
  if (!env().MCP_RESOURCE) return false;
  const database = await adapter();
  const mine = [
    { field: "id", value: id },
    { field: "userId", value: userId },
  ];
  const consent = await database.findOne<Consent>({ model: "oauthConsent", where: mine });
  if (!consent) return false;
  const tokens = [
    { field: "clientId", value: consent.clientId },
    { field: "userId", value: userId },
  ];
  // A code that was not yet exchanged would become a connection again.
  const codes = [
    { field: "value", operator: "contains" as const, value: `"userId":${JSON.stringify(userId)}` },
    { field: "value", operator: "contains" as const, value: `"client_id":${JSON.stringify(consent.clientId)}` },
  ];
  await database.transaction(async (transaction) => {
    await transaction.deleteMany({ model: "verification", where: codes });
    await transaction.deleteMany({ model: "oauthAccessToken", where: tokens });
    await transaction.deleteMany({ model: "oauthRefreshToken", where: tokens });
    await transaction.deleteMany({ model: "oauthConsent", where: mine });
  });
  return true;
}
