import type { Metadata } from "next";
import { AuthForm } from "@/components/auth/auth-form";

export const metadata: Metadata = { title: "Sign in" };

/** Sign in with email and password. */
export default function SignInPage() {
  return <AuthForm mode="sign-in" />;
}
