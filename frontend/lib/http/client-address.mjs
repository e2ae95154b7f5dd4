import { getIPFromHeader, normalizeIP } from "@better-auth/core/utils/ip";

/** Tells the rest of the process where a request comes from. Nobody else can set it. */
export const CLIENT_ADDRESS_HEADER = "x-todo-client-address";

/**
 * Where a request comes from: the other end of its connection, or, if that is a proxy of ours, the last address of the
 * chain in the proxy's header that is not one. Whatever anybody else says is not believed.
 * @param {string} peer the other end of the connection
 * @param {string | undefined} chain what the header says
 * @param {string[]} trustedProxies addresses and CIDR ranges
 * @returns {string} an IPv4 address, or the /64 of an IPv6 address, which one household has to itself
 */
export function clientAddress(peer, chain, trustedProxies) {
  const hops = chain ? `${chain},${peer}` : peer;
  const address = trustedProxies.length > 0 ? getIPFromHeader(hops, { trustedProxies }) : null;
  return address ?? normalizeIP(peer);
}
