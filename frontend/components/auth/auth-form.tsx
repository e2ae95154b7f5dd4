"use client";

import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { CONTROL, Field } from "@/components/ui/field";
import { authClient } from "@/lib/auth/client";
import { takePlace } from "@/lib/drafts/place";
import { useHydrated } from "@/lib/use-hydrated";

const TEXTS = {
  "sign-in": {
    title: "Welcome back",
    submit: "Sign in",
    other: { question: "New here?", href: "/sign-up", label: "Create an account" },
  },
  "sign-up": {
    title: "Create your account",
    submit: "Create account",
    other: { question: "Have an account?", href: "/sign-in", label: "Sign in" },
  },
} as const;

const MIN_PASSWORD_LENGTH = 8;

/** What a refusal means to a person. */
function words(error: { message?: string; error?: string }): string {
  if (error.error === "invalid_signature") return "This took too long. Go back to the program that sent you here, and connect again.";
  return error.message ?? "The server can't be reached. Try again.";
}

/** Sign-in or sign-up, with the server's refusal where the person looks. */
export function AuthForm({ mode }: { mode: keyof typeof TEXTS }) {
  const router = useRouter();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const isHydrated = useHydrated();
  const texts = TEXTS[mode];
  const isNew = mode === "sign-up";
  // An MCP client's request to sign in, which goes on to the consent page.
  const request = useSearchParams().toString();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = String(form.get("email"));
    const password = String(form.get("password"));
    setBusy(true);
    setError(undefined);
    const result = await (isNew
      ? authClient.signUp.email({ name: String(form.get("name")).trim(), email, password })
      : authClient.signIn.email({ email, password })
    ).catch(() => ({ data: null, error: { message: undefined } }));
    if (result.error) {
      setError(words(result.error));
      setBusy(false);
      return;
    }
    // The browser is on its way to the consent page.
    if (result.data && "redirect" in result.data && result.data.redirect) return;
    router.replace(takePlace());
    router.refresh();
  }

  return (
    <>
      <h1 className="mt-8 text-[1.75rem] leading-tight font-semibold tracking-tight">{texts.title}</h1>
      {/* A form sent by the browser itself would put the password into the address: so it posts, and waits for the script. */}
      <form method="post" onSubmit={submit} className="mt-7" aria-label={texts.submit}>
        <fieldset disabled={!isHydrated} className="space-y-4.5">
          {isNew && (
            <Field label="Name">
              {(control) => (
                <input {...control} name="name" required maxLength={100} pattern=".*\S.*" autoComplete="name" className={CONTROL} />
              )}
            </Field>
          )}
          <Field label="Email">
            {(control) => <input {...control} name="email" type="email" required autoComplete="email" className={CONTROL} />}
          </Field>
          <Field label="Password" hint={isNew ? `At least ${MIN_PASSWORD_LENGTH} characters` : undefined}>
            {(control) => (
              <input
                {...control}
                name="password"
                type="password"
                required
                minLength={isNew ? MIN_PASSWORD_LENGTH : undefined}
                maxLength={128}
                autoComplete={isNew ? "new-password" : "current-password"}
                className={CONTROL}
              />
            )}
          </Field>
          <p role="alert" className="text-sm text-danger empty:hidden">
            {error}
          </p>
          <Button type="submit" look="primary" disabled={busy} className="h-10 w-full">
            {busy ? "One moment…" : texts.submit}
          </Button>
        </fieldset>
      </form>
      <p className="mt-6 text-sm text-muted">
        {texts.other.question}{" "}
        <Link href={request ? `${texts.other.href}?${request}` : texts.other.href} className="font-medium text-accent underline underline-offset-4">
          {texts.other.label}
        </Link>
      </p>
    </>
  );
}
