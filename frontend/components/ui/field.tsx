import { type ComponentProps, useId } from "react";

/** How every control for text looks. */
export const CONTROL =
  "w-full rounded-lg border border-line bg-surface px-3 py-2 text-sm text-ink placeholder:text-muted aria-invalid:border-danger";

interface FieldProps {
  label: string;
  error?: string;
  hint?: string;
  children: (props: Pick<ComponentProps<"input">, "id" | "aria-describedby" | "aria-invalid">) => React.ReactNode;
}

/** A labelled control with the message that belongs to it. */
export function Field({ label, error, hint, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-[13px] font-medium">
        {label}
      </label>
      {children({ id, "aria-invalid": error ? true : undefined, "aria-describedby": note ? `${id}-note` : undefined })}
      {note && (
        <p id={`${id}-note`} className={`mt-1.5 text-[13px] ${error ? "text-danger" : "text-muted"}`}>
          {note}
        </p>
      )}
    </div>
  );
}
