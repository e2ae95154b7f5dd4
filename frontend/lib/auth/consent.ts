import "server-only";
import { isLoopback } from "@/lib/http/loopback";
import { auth } from "./index";

/** What an MCP client asks a person for. */
export interface ConsentRequest {
  /** What it calls itself; nobody has checked that. */
  client: string;
  /** Where the person is sent back to, and the answer with them. */
  destination: string;
  scopes: string[];
}

/** Where an address leads, so that a person can tell. */
function destinationOf(redirectUri: string): string {
  const { protocol, hostname, host } = new URL(redirectUri);
  if (protocol === "https:") return host;
  return isLoopback(hostname) ? `a program on this computer (${host})` : `an app on this device (${protocol}…)`;
}

/** The request in a page's address; nothing for one that is not ours, has expired or was tampered with. */
export async function consentRequest(query: URLSearchParams): Promise<ConsentRequest | undefined> {
  const [clientId, redirectUri] = [query.get("client_id"), query.get("redirect_uri")];
  if (!clientId || !redirectUri || !URL.canParse(redirectUri)) return undefined;
  const asked = { client_id: clientId, oauth_query: query.toString() };
  const client = await auth()
    .api.getOAuthClientPublicPrelogin({ body: asked })
    .catch(() => undefined);
  if (!client) return undefined;
  return {
    client: client.client_name?.trim() || "A program without a name",
    destination: destinationOf(redirectUri),
    scopes: (query.get("scope") ?? "").split(" ").filter(Boolean),
  };
}
