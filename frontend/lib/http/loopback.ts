/** How this machine calls itself. */
const SPELLINGS = ["localhost", "127.0.0.1", "[::1]"];

/** Whether a host is this machine. */
export function isLoopback(hostname: string): boolean {
  return SPELLINGS.includes(hostname);
}

/** The origins that lead to the same server: the origin itself, and on this machine its other spellings with the same port. */
export function spellingsOf(origin: string): string[] {
  const { protocol, hostname, port } = new URL(origin);
  if (!isLoopback(hostname)) return [origin];
  return SPELLINGS.map((spelling) => new URL(`${protocol}//${spelling}:${port}`).origin);
}
