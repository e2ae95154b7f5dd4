/** Where MCP clients look for what this app can do for them (RFC 8414); what is not the issuer's path is 404. */
export { handle as GET, handle as OPTIONS } from "@/lib/auth/handle";
