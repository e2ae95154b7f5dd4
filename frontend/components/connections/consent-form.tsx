"use client";

import { Check } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { authClient } from "@/lib/auth/client";
import type { ConsentRequest } from "@/lib/auth/consent";
import { wordsOf } from "@/lib/connections/scopes";
import { useHydrated } from "@/lib/use-hydrated";

/** Says who asks for what and where the answer goes, and takes the answer. */
export function ConsentForm({ request, account }: { request: ConsentRequest; account: string }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const isHydrated = useHydrated();

  async function answer(accept: boolean) {
    setBusy(true);
    setError(undefined);
    const result = await authClient.oauth2.consent({ accept }).catch(() => ({ error: { status: 0 } }));
    // The browser is on its way back to the program.
    if (!result.error) return;
    setBusy(false);
    setError(
      result.error.status === 0
        ? "The server can't be reached. Try again."
        : "This took too long. Go back to the program that sent you here, and connect again.",
    );
  }

  return (
    <>
      <h1 className="mt-8 text-[1.75rem] leading-tight font-semibold tracking-tight break-words">
        Allow <q>{request.client}</q>?
      </h1>
      <p className="mt-4 text-sm text-muted">
        A program that calls itself by this name wants to act for you, <strong className="font-medium text-ink">{account}</strong>. It could:
      </p>
      <ul className="mt-4 space-y-2.5 rounded-xl border border-line bg-surface p-4 text-sm" aria-label="What it could do">
        {request.scopes.map((scope) => (
          <li key={scope} className="flex items-start gap-2.5">
            <Check size={16} className="mt-0.5 shrink-0 text-accent" aria-hidden />
            {wordsOf(scope)}
          </li>
        ))}
      </ul>
      <p className="mt-4 text-sm text-muted">
        You go back to <strong className="font-medium break-words text-ink">{request.destination}</strong>. Allow this only if you have just asked
        that program to connect. You can take it back under Connections at any time.
      </p>
      <p role="alert" className="mt-4 text-sm text-danger empty:hidden">
        {error}
      </p>
      <div className="mt-6 grid grid-cols-2 gap-3">
        <Button className="h-10" disabled={busy || !isHydrated} onClick={() => answer(false)}>
          Deny
        </Button>
        <Button look="primary" className="h-10" disabled={busy || !isHydrated} onClick={() => answer(true)}>
          Allow
        </Button>
      </div>
    </>
  );
}
