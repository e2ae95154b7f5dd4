"use client";

import { Button } from "@/components/ui/button";

/** What a page shows when it could not be made, mostly because the database is away. */
export default function PageError({ retry }: { retry: () => void }) {
  return (
    <main className="grid min-h-full place-items-center px-5">
      <div role="alert" className="max-w-sm">
        <h1 className="text-xl font-semibold tracking-tight">This page can&apos;t be shown right now</h1>
        <p className="mt-2 text-sm text-muted">Something it needs is not available. Your tasks are safe.</p>
        <Button look="primary" className="mt-5" onClick={retry}>
          Try again
        </Button>
      </div>
    </main>
  );
}
