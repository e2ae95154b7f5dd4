import { randomUUID } from "node:crypto";
import { getIPFromHeader, normalizeIP } from "@better-auth/core/utils/ip";

/** Next bundles this file more than once, and there is one name for all. */
const NAME = Symbol.for("todo.client-address-header");
const shared = /** @type {Record<symbol, string | undefined>} */ (globalThis);

/**
 * Tells the rest of the process where a request comes from. Its name is anew for each process, so that nobody else can set it,
 * also in a request that comes before anything is written down.
 */
export const CLIENT_ADDRESS_HEADER = (shared[NAME] ??= `x-client-address-${randomUUID()}`);

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
