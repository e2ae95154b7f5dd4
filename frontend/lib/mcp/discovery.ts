import contract from "@/lib/api/mcp.generated.json";

/** What a client that looks for tools asks: its method, its id, and the version of the protocol that it begins with. */
type Message = { jsonrpc?: unknown; id?: unknown; method?: unknown; params?: { protocolVersion?: unknown; _meta?: unknown; cursor?: unknown } };

/** An answer to discovery: a JSON-RPC result, or nothing to say, which is how a notification is answered. */
export type Discovered = { result: unknown; id: string | number } | "noted";

const VERSIONS: readonly unknown[] = contract.protocolVersions;

/**
 * The answer to a message that asks what is the same for everybody: the handshake, `ping`, and the list of tools. Nothing
 * for every other message, and for one that is not of a version with a handshake or is not well formed: mcp answers those.
 */
export function discover(body: string, version: string | null): Discovered | undefined {
  const message = parse(body);
  if (message?.jsonrpc !== "2.0" || message.params?._meta !== undefined) return undefined;
  if (version !== null && !VERSIONS.includes(version)) return undefined;
  if (message.method === "notifications/initialized" && message.id === undefined) return "noted";
  const { id } = message;
  if (typeof id !== "string" && typeof id !== "number") return undefined;
  switch (message.method) {
    case "initialize": {
      const protocolVersion = message.params?.protocolVersion;
      const agrees = version === null || version === protocolVersion;
      return agrees && VERSIONS.includes(protocolVersion) ? { id, result: { protocolVersion, ...contract.result } } : undefined;
    }
    case "ping":
      return { id, result: {} };
    case "tools/list":
      return message.params?.cursor === undefined ? { id, result: { tools: contract.tools } } : undefined;
    default:
      return undefined;
  }
}

function parse(body: string): Message | undefined {
  try {
    const message: unknown = JSON.parse(body);
    return typeof message === "object" && message !== null && !Array.isArray(message) ? message : undefined;
  } catch {
    return undefined;
  }
}
