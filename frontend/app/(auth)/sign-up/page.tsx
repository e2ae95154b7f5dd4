import type { Metadata } from "next";
import { AuthForm } from "@/components/auth/auth-form";

export const metadata: Metadata = { title: "Create your account" };

/** Sign up with name, email and password. */
export default function SignUpPage() {
  return <AuthForm mode="sign-up" />;
}
