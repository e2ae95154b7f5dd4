import "server-only";
import { auth } from "./index";

/** The signed-in person, or nothing. */
export async function currentUser(headers: Headers): Promise<{ name: string; email: string } | undefined> {
  const session = await auth().api.getSession({ headers });
  return session ? { name: session.user.name, email: session.user.email } : undefined;
}

/** A fresh JWT for the session in these headers, or nothing when there is no session. */
export async function sessionToken(headers: Headers): Promise<string | undefined> {
  if (!(await auth().api.getSession({ headers }))) return undefined;
  const { token } = await auth().api.getToken({ headers });
  return token;
}
