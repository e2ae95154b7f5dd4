import { createAuthClient } from "better-auth/react";

/** Better Auth in the browser; it talks to the origin the page came from. */
export const authClient = createAuthClient();
