"use client";

import { Copy } from "lucide-react";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { CONTROL } from "@/components/ui/field";

/** A text to take along. */
export function CopyField({ label, value }: { label: string; value: string }) {
  async function copy() {
    try {
      await navigator.clipboard.writeText(value);
      toast.success("Copied.");
    } catch {
      toast.error("The browser did not copy it. Select the text and copy it yourself.");
    }
  }

  return (
    <div className="flex gap-2">
      <input readOnly aria-label={label} value={value} onFocus={(event) => event.target.select()} className={`${CONTROL} font-mono`} />
      <Button onClick={copy} aria-label={`Copy: ${label}`}>
        <Copy size={15} aria-hidden />
        Copy
      </Button>
    </div>
  );
}
