/** Where requests with tokens may go without TLS: the rule of FR-447, as the functions and the chart have it. */

/** Whether a host is this machine, by any of its addresses. */
function isThisMachine(hostname: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

/** An address that tokens may travel to over any network: HTTPS, or HTTP on this machine. */
export function isSafe(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || isThisMachine(hostname);
}

/** Whether a host is inside the cluster with this domain: a name without a dot, or one of a Service. */
export function isInside(hostname: string, clusterDomain: string): boolean {
  const ends = [".svc", ".svc.cluster.local", `.svc.${clusterDomain.toLowerCase()}`];
  return /^[^.:]+$/.test(hostname) || ends.some((end) => hostname.length > end.length && hostname.endsWith(end));
}

/** A safe address, or HTTP to a name without a dot or to a Service of the cluster with this domain. */
export function isNear(address: string, clusterDomain: string): boolean {
  return isSafe(address) || isInside(new URL(address).hostname, clusterDomain);
}
