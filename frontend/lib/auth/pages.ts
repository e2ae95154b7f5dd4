import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { currentUser } from "./session";

/** What a page of sign-in and sign-up is given. */
export interface AuthPage {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/**
 * Who is signed in already has no business at sign-in and sign-up, unless an MCP client asks for them: it may want to
 * know who is there now.
 */
export async function requireNobody(searchParams: Awaited<AuthPage["searchParams"]>): Promise<void> {
  if (searchParams.sig === undefined && (await currentUser(await headers()))) redirect("/");
}

/** The signed-in person; everybody else goes to sign in first. */
export async function requireUser(): Promise<{ id: string; name: string; email: string }> {
  return (await currentUser(await headers())) ?? redirect("/sign-in");
}
