"use client";

import { useQueryClient } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { authClient } from "@/lib/auth/client";
import { dropDrafts } from "@/lib/drafts/store";
import { forgetChanges } from "@/lib/tasks/undo";

/** Ends the session and forgets what the page knew. */
export function SignOutButton() {
  const router = useRouter();
  const queryClient = useQueryClient();
  const [busy, setBusy] = useState(false);

  async function signOut() {
    setBusy(true);
    const result = await authClient.signOut().catch(() => ({ error: true }));
    if (result.error) {
      toast.error("You are still signed in: the server can't be reached.");
      setBusy(false);
      return;
    }
    queryClient.clear();
    dropDrafts();
    forgetChanges();
    router.replace("/sign-in");
    router.refresh();
  }

  return (
    <Button look="quiet" size="small" onClick={signOut} disabled={busy} aria-label="Sign out" className="h-9">
      <LogOut size={16} aria-hidden />
      <span className="hidden sm:inline">Sign out</span>
    </Button>
  );
}
