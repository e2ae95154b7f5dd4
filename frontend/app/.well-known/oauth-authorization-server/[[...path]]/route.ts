import { auth } from "@/lib/auth";

/** Where MCP clients look for what this app can do for them (RFC 8414); what is not the issuer's path is 404. */
const handle = (request: Request) => auth().handler(request);

export { handle as GET };
