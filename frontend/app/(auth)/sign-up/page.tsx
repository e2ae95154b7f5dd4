import type { Metadata } from "next";
import { AuthForm } from "@/components/auth/auth-form";
import { type AuthPage, requireNobody } from "@/lib/auth/pages";

export const metadata: Metadata = { title: "Create your account" };

/** Sign up with name, email and password. */
export default async function SignUpPage({ searchParams }: AuthPage) {
  await requireNobody(await searchParams);
  return <AuthForm mode="sign-up" />;
}
