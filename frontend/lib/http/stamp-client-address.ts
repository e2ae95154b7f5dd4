import { type IncomingMessage, Server } from "node:http";
import { CLIENT_ADDRESS_HEADER, clientAddress } from "./client-address.mjs";

/**
 * Writes down for each request where it comes from, before anything else sees it. Next keeps connections to itself: a route
 * handler has headers alone, and those are the caller's to choose.
 */
export function stampClientAddress(ipHeader: string, trustedProxies: string[]): void {
  const header = ipHeader.toLowerCase();
  const stamp = ({ headers, socket }: IncomingMessage): void => {
    const chain = headers[header];
    const hops = Array.isArray(chain) ? chain.join(",") : chain;
    // A connection that is gone already has no other end, and nobody to answer.
    headers[CLIENT_ADDRESS_HEADER] = clientAddress(socket.remoteAddress ?? "0.0.0.0", hops, trustedProxies);
  };
  const emit: (this: Server, event: string, ...values: unknown[]) => boolean = Server.prototype.emit;
  Server.prototype.emit = function (this: Server, event: string, ...values: unknown[]): boolean {
    if (event === "request") stamp(values[0] as IncomingMessage);
    return emit.call(this, event, ...values);
  };
}
