"use client";

import { CopyField } from "@/components/ui/copy-field";
import { useFocusOnMount } from "@/lib/use-focus-on-mount";

/** A new address, the one time that it can be shown. */
export function FeedAddress({ path }: { path: string }) {
  const note = useFocusOnMount<HTMLDivElement>();
  return (
    <div ref={note} tabIndex={-1} className="rounded-lg bg-accent-soft p-4 outline-none">
      <p role="status" className="mb-3 text-sm">
        <strong className="font-medium">Copy the address now: it is not shown again.</strong> In your calendar, choose to subscribe to a calendar by its
        address or URL.
      </p>
      <CopyField label="Address of the feed" value={new URL(path, window.location.origin).href} />
    </div>
  );
}
