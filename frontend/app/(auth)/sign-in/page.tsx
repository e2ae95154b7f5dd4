import type { Metadata } from "next";
import { AuthForm } from "@/components/auth/auth-form";
import { type AuthPage, requireNobody } from "@/lib/auth/pages";

export const metadata: Metadata = { title: "Sign in" };

/** Sign in with email and password. */
export default async function SignInPage({ searchParams }: AuthPage) {
  await requireNobody(await searchParams);
  return <AuthForm mode="sign-in" />;
}
