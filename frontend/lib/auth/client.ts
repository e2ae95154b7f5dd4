import { oauthProviderClient } from "@better-auth/oauth-provider/client";
import { createAuthClient } from "better-auth/react";

/**
 * Better Auth in the browser; it talks to the origin the page came from. A request of an MCP client to sign in, which
 * stands in the page's address, goes with it.
 */
export const authClient = createAuthClient({ plugins: [oauthProviderClient()] });
