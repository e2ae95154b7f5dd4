import { Check } from "lucide-react";

/** The product's mark and name. */
export function Brand() {
  return (
    <span className="inline-flex items-center gap-2.5 text-[17px] font-semibold tracking-tight">
      <span aria-hidden className="grid size-7 place-items-center rounded-[9px] bg-accent text-on-accent">
        <Check size={17} strokeWidth={3.2} />
      </span>
      Todo
    </span>
  );
}
