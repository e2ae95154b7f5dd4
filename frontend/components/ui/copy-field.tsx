"use client";

import { Copy } from "lucide-react";
import { useRef } from "react";
import { toast } from "sonner";
import { Button } from "./button";
import { CONTROL } from "./field";

/** A text to take along. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const field = useRef<HTMLInputElement>(null);

  async function copy() {
    field.current?.select();
    try {
      // Browsers have no clipboard for pages on origins that are not secure.
      await navigator.clipboard.writeText(value);
      toast.success("Copied.");
    } catch {
      toast.error("The browser did not copy it. It is selected: copy it yourself.");
    }
  }

  return (
    <div className="flex gap-2">
      <input
        ref={field}
        readOnly
        aria-label={label}
        value={value}
        onFocus={(event) => event.target.select()}
        className={`${CONTROL} min-w-0 font-mono`}
      />
      <Button onClick={copy} aria-label={`Copy: ${label}`}>
        <Copy size={15} aria-hidden />
        Copy
      </Button>
    </div>
  );
}
