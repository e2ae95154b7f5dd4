/** Names of this machine, which are the same to a person who types them. */
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** @param {string} address */
function spelledAlike(address) {
  const { protocol, hostname, port, pathname, search, hash } = new URL(address);
  const host = LOOPBACK.includes(hostname) ? "loopback" : hostname;
  return [protocol, host, port, pathname.replace(/[/]$/, ""), search, hash].join("\n");
}

/**
 * The one resource there is, if a client means it: in capitals, with a slash at the end, or by another name of this machine.
 * Anything else stays as it is, and is refused.
 * @param {unknown} asked
 * @param {string} resource
 * @returns {any}
 */
export function meant(asked, resource) {
  if (Array.isArray(asked)) return asked.map((one) => meant(one, resource));
  const isMeant = typeof asked === "string" && URL.canParse(asked) && spelledAlike(asked) === spelledAlike(resource);
  return isMeant ? resource : asked;
}
