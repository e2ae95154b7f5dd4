import "server-only";
import { auth } from "./index";

/** The signed-in person, or nothing. */
export async function currentUser(headers: Headers): Promise<{ id: string; name: string; email: string } | undefined> {
  const session = await auth().api.getSession({ headers });
  return session ? { id: session.user.id, name: session.user.name, email: session.user.email } : undefined;
}

/** What a request to a function needs of a session. */
export interface SessionToken {
  token: string;
  /** Cookies to set: a session that is used is prolonged. */
  cookies: string[];
}

/** A fresh JWT for the session in these headers, or nothing when there is no session. */
export async function sessionToken(headers: Headers): Promise<SessionToken | undefined> {
  const { response: session, headers: answer } = await auth().api.getSession({ headers, returnHeaders: true });
  if (!session) return undefined;
  const { token } = await auth().api.getToken({ headers });
  return { token, cookies: answer.getSetCookie() };
}
